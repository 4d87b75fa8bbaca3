using System.Net;
using System.Net.Sockets;
using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>Probes: start-up waits for one, readiness only says, life restarts.</summary>
public sealed class ProbeTests
{
    [Fact]
    public async Task A_startup_probe_decides_when_a_worker_has_started_and_restarts_one_that_does_not()
    {
        await using TestNode node = await TestNode.StartAsync("""
            waits { command = ["sleep", "100000"], health.probes.startup { exec = ["test", "-e", "started"], period = 100ms, failure = 1000 } }
            never { command = ["sleep", "100000"], health.probes.startup { exec = ["test", "-e", "nothing"], period = 100ms, failure = 3 } }
            """);
        (await node.UntilAsync("never", "another process", one => one.First is { Pid: not null, LastExit: not null })).State.ShouldNotBe("healthy");
        (await node.UntilEventAsync("never", "the fault", one => one.Event == "fault-seen")).Text.ShouldContain("startup probe");
        WorkerView waiting = await node.WorkerAsync("waits");
        waiting.State.ShouldBe("starting");
        waiting.Restarts.ShouldBe(0);

        node.Write("started", string.Empty);

        (await node.HealthyAsync("waits")).Pids.ShouldBe(waiting.Pids);
    }

    [Fact]
    public async Task A_ready_probe_over_http_warns_and_never_restarts()
    {
        using HttpListener web = new();
        int port = FreePort();
        web.Prefixes.Add($"http://127.0.0.1:{port}/");
        web.Start();
        int status = 200;
        Task answering = AnswerAsync(web, () => status);
        await using TestNode node = await TestNode.StartAsync($$"""
            a { command = ["sleep", "100000"], health.probes.ready { http = "http://127.0.0.1:{{port}}/health", period = 100ms, timeout = 5s, failure = 2 } }
            """);
        WorkerView before = await node.HealthyAsync("a");

        Volatile.Write(ref status, 503);
        (await node.UntilAsync("a", "a warning", one => one.State == "warning")).Why.ShouldContain("503");
        Volatile.Write(ref status, 204);
        WorkerView after = await node.HealthyAsync("a");

        after.Pids.ShouldBe(before.Pids);
        after.Restarts.ShouldBe(0);
        web.Stop();
        await answering;
    }

    [Fact]
    public async Task A_live_probe_over_tcp_that_fails_restarts_the_worker()
    {
        using TcpListener door = new(IPAddress.Loopback, 0);
        door.Start(backlog: 512);
        int port = ((IPEndPoint)door.LocalEndpoint).Port;
        await using TestNode node = await TestNode.StartAsync($$"""
            a { command = ["sleep", "100000"], health.probes.live { tcp = "127.0.0.1:{{port}}", period = 100ms, timeout = 5s, failure = 3 } }
            """);
        int before = (await node.HealthyAsync("a")).Pids[0];

        door.Stop();

        await node.UntilAsync("a", "another process", one => one.Running == 1 && one.Pids[0] != before);
        (await node.UntilEventAsync("a", "the fault", one => one.Event == "fault-seen")).Text.ShouldContain("ProbeFailed: live probe");
    }

    private static int FreePort()
    {
        using TcpListener any = new(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    private static async Task AnswerAsync(HttpListener web, Func<int> status)
    {
        try
        {
            while (true)
            {
                HttpListenerContext asked = await web.GetContextAsync();
                asked.Response.StatusCode = status();
                asked.Response.Close();
            }
        }
        catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
        {
            // The test has ended it.
        }
    }
}
