using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Guardian.Health;
using Guardian.Linux.Probes;
using Guardian.Linux.Tests.Support;

namespace Guardian.Linux.Tests.Probes;

public sealed class ProbeRunnerTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);

    private readonly Bench _bench = new();
    private readonly ProbeRunner _probes;

    public ProbeRunnerTests() => _probes = new ProbeRunner(new CommandRunner(_bench.Control), TimeProvider.System);

    public void Dispose()
    {
        _probes.Dispose();
        _bench.Dispose();
    }

    [Theory]
    [InlineData("200 OK", true)]
    [InlineData("204 No Content", true)]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/", true)] // not followed
    [InlineData("399 Odd", true)]
    [InlineData("400 Bad Request", false)]
    [InlineData("503 Busy", false)]
    public async Task An_http_answer_from_200_to_399_is_success(string answer, bool succeeds)
    {
        using Answerer server = new($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n");
        ProbeResult result = await _probes.RunAsync(new ProbeTarget.Http(server.Uri), Patience.Time, default);
        if (succeeds) { result.ShouldBeOfType<ProbeResult.Success>(); }
        else { result.ShouldBeOfType<ProbeResult.Failure>().Reason.ShouldContain(answer[..3]); }
    }

    [Fact]
    public async Task An_http_server_that_is_silent_broken_or_gone_is_a_failure()
    {
        using (Answerer silent = new(null))
        {
            ProbeResult late = await _probes.RunAsync(new ProbeTarget.Http(silent.Uri), Soon, default);
            late.ShouldBeOfType<ProbeResult.Failure>().Reason.ShouldBe("no answer within 0.3 s");
        }

        using Answerer broken = new("rubbish\r\n\r\n");
        (await _probes.RunAsync(new ProbeTarget.Http(broken.Uri), Patience.Time, default)).ShouldBeOfType<ProbeResult.Failure>();
        ProbeResult gone = await _probes.RunAsync(new ProbeTarget.Http(new Uri($"http://127.0.0.1:{UnusedPort()}/")), Patience.Time, default);
        gone.ShouldBeOfType<ProbeResult.Failure>().Reason.ShouldContain("refused");
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_says_nothing_about_the_worker()
    {
        ProbeResult result = await _probes.RunAsync(new ProbeTarget.Http(new Uri("http://no-such-host.invalid/")), Patience.Time, default);
        result.ShouldBeOfType<ProbeResult.Unknown>();
        (await _probes.RunAsync(new ProbeTarget.Tcp("no-such-host.invalid", 80), Patience.Time, default)).ShouldBeOfType<ProbeResult.Unknown>();
    }

    [Fact]
    public async Task A_tcp_port_that_opens_is_success_and_a_closed_one_is_not()
    {
        using Answerer server = new(null);
        (await _probes.RunAsync(new ProbeTarget.Tcp("127.0.0.1", server.Uri.Port), Patience.Time, default)).ShouldBeOfType<ProbeResult.Success>();
        (await _probes.RunAsync(new ProbeTarget.Tcp("127.0.0.1", UnusedPort()), Patience.Time, default)).ShouldBeOfType<ProbeResult.Failure>();
    }

    [Fact]
    public async Task A_command_succeeds_with_zero_fails_with_its_last_line_and_is_unknown_when_it_cannot_start()
    {
        (await _probes.RunAsync(Exec("true"), Patience.Time, default)).ShouldBeOfType<ProbeResult.Success>();
        ProbeResult failed = await _probes.RunAsync(Exec("echo first; echo queue is full; exit 2"), Patience.Time, default);
        failed.ShouldBeOfType<ProbeResult.Failure>().Reason.ShouldBe("ended with exit code 2: queue is full");
        ProbeResult late = await _probes.RunAsync(Exec("exec sleep 1000"), Soon, default);
        late.ShouldBeOfType<ProbeResult.Failure>().Reason.ShouldBe("no answer within 0.3 s");
        ProbeTarget.Exec missing = Exec("") with { Command = ["no-such-program"] };
        (await _probes.RunAsync(missing, Patience.Time, default)).ShouldBeOfType<ProbeResult.Unknown>().Reason.ShouldContain("no-such-program");
    }

    [Fact]
    public async Task A_file_is_fresh_until_its_age_is_reached()
    {
        string path = _bench.PathOf("beat");
        ProbeTarget.FileAge probe = new(path, TimeSpan.FromMinutes(2));
        (await _probes.RunAsync(probe, Patience.Time, default)).ShouldBeOfType<ProbeResult.Failure>().Reason.ShouldContain("does not exist");
        await File.WriteAllTextAsync(path, "");
        (await _probes.RunAsync(probe, Patience.Time, default)).ShouldBeOfType<ProbeResult.Success>();
        File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path) - TimeSpan.FromMinutes(3));
        (await _probes.RunAsync(probe, Patience.Time, default)).ShouldBeOfType<ProbeResult.Failure>().Reason.ShouldContain("120 s allowed");
    }

    [Fact]
    public async Task A_probe_that_is_stopped_is_unknown()
    {
        using Answerer silent = new(null);
        using CancellationTokenSource stop = new();
        Task<ProbeResult> http = _probes.RunAsync(new ProbeTarget.Http(silent.Uri), Patience.Time, stop.Token);
        Task<ProbeResult> exec = _probes.RunAsync(Exec("exec sleep 1000"), Patience.Time, stop.Token);
        await stop.CancelAsync();
        (await http).ShouldBeOfType<ProbeResult.Unknown>();
        (await exec).ShouldBeOfType<ProbeResult.Unknown>();
    }

    private ProbeTarget.Exec Exec(string script) =>
        new(["/bin/sh", "-c", script], _bench.Directory, ImmutableDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin"), User: null);

    private static int UnusedPort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A server that gives everybody the same bytes, or nothing at all.</summary>
    private sealed class Answerer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public Answerer(string? answer)
        {
            _listener.Start();
            if (answer is not null) { _ = AnswerAsync(Encoding.ASCII.GetBytes(answer)); }
        }

        public Uri Uri => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

        public void Dispose() => _listener.Dispose();

        private async Task AnswerAsync(byte[] answer)
        {
            using TcpClient client = await _listener.AcceptTcpClientAsync();
            NetworkStream stream = client.GetStream();
            _ = await stream.ReadAsync(new byte[4096]);
            await stream.WriteAsync(answer);
            client.Client.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(new byte[4096]) > 0) { }
        }
    }
}
