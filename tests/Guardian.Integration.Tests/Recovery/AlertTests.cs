using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests.Recovery;

/// <summary>People hear of what happens: a file always, a webhook when there is one, also later (A15).</summary>
public sealed class AlertTests
{
    private const string NeverMended = """
        a {
          command = ["sh", "-c", "if [ -e mended ]; then exec sleep 100000; fi; exit 78"], critical = yes
          recovery.never = [stop]
        }
        """;

    [Fact]
    public async Task What_is_down_needs_a_person_and_is_over_is_written_to_the_file_and_a_successful_recovery_is_a_notice()
    {
        await using TestNode node = await FaultyNode.StartAsync(NeverMended + "\n" + FaultyNode.Worker("b", "recovery.never = [wait]"));
        IncidentView asked = await node.UntilPhaseAsync("a/0", "escalated");
        await AlertAsync(node, "what is down", alert => alert is { State: "firing", Level: "critical" or "high" } && alert.Source.Contains("/a", StringComparison.Ordinal));
        await AlertAsync(node, "that a person is asked", alert => alert.Incident == asked.Id && alert.State == "firing");

        node.Write("mended", string.Empty);
        (await node.PostAsync("workers/a/restart")).Status.ShouldBe(200);
        await node.WorksAsync("b/0");
        node.Order("b/0", "stall");

        (await node.EndedAsync("a/0")).Incident.Phase.ShouldBe("resolved");
        await AlertAsync(node, "that it is over", alert => alert.Incident == asked.Id && alert.State == "resolved");
        IncidentStory cured = await node.CuredAsync("b/0");
        AlertView notice = await AlertAsync(node, "the notice", alert => alert.Incident == cured.Incident.Id && alert.Level == "low");
        notice.State.ShouldBe("resolved");
        await node.UntilAsync(
            "the file",
            () => node.Lines("data/alerts.jsonl").Any(line => line.Contains(cured.Incident.Id, StringComparison.Ordinal)),
            () => string.Join('\n', node.Lines("data/alerts.jsonl")));
        string[] lines = node.Lines("data/alerts.jsonl");
        lines.ShouldAllBe(line => JsonDocument.Parse(line, default).RootElement.ValueKind == JsonValueKind.Object);
        lines.ShouldContain(line => line.Contains(asked.Id, StringComparison.Ordinal) && line.Contains("firing", StringComparison.Ordinal));
        lines.ShouldContain(line => line.Contains(asked.Id, StringComparison.Ordinal) && line.Contains("resolved", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_webhook_that_was_down_gets_its_message_once_also_from_the_node_that_comes_after()
    {
        int port = FreePort();
        string more = $$"""

            guardian.alerts {
              notifiers.hook { type = webhook, url = "http://127.0.0.1:{{port}}/alerts", token = "letmein" }
              routes.hook { notifier = hook, levels = [critical, high] }
              delivery { timeout = 2s, tries = 1, pause = 10ms }
            }
            """;
        await using TestNode node = await FaultyNode.StartAsync(NeverMended, more);
        IncidentView asked = await node.UntilPhaseAsync("a/0", "escalated");
        await node.UntilSaidAsync("hook");
        await node.KillAsync();

        using HttpListener web = new();
        web.Prefixes.Add($"http://127.0.0.1:{port}/");
        web.Start();
        ConcurrentQueue<(string? Authorization, string? Key, string Body)> got = new();
        Task answering = AnswerAsync(web, got);
        await node.StartAsync();

        await node.UntilAsync("the message", () => got.Any(post => post.Body.Contains(asked.Id, StringComparison.Ordinal)), () => string.Join('\n', got));
        got.ShouldAllBe(post => post.Authorization == "Bearer letmein");
        got.GroupBy(post => post.Key).ShouldAllBe(message => message.Count() == 1);
        JsonElement message = JsonDocument.Parse(got.First(post => post.Body.Contains(asked.Id, StringComparison.Ordinal)).Body).RootElement;
        message.GetProperty("items").EnumerateArray().ShouldNotBeEmpty();
        message.GetRawText().ShouldContain("\"level\"");
        message.GetProperty("route").GetString().ShouldBe("hook");
        node.Process.Words.ShouldNotContain("letmein");

        node.Write("mended", string.Empty);
        (await node.PostAsync("workers/a/restart")).Status.ShouldBe(200);
        await node.UntilAsync(
            "that it is over",
            () => got.Any(post => post.Body.Contains(asked.Id, StringComparison.Ordinal) && post.Body.Contains("resolved", StringComparison.OrdinalIgnoreCase)),
            () => string.Join('\n', got));
        (await node.StopAsync()).ShouldBe(0);
        web.Stop();
        await answering;
        got.Count(post => post.Body.Contains(asked.Id, StringComparison.Ordinal) && post.Body.Contains("\"firing\"", StringComparison.Ordinal)).ShouldBe(1);
    }

    private static async Task<AlertView> AlertAsync(TestNode node, string what, Func<AlertView, bool> holds)
    {
        AlertView[] all = await Waiting.UntilAsync(
            $"an alert: {what}",
            () => node.Api.GetAsync<AlertView[]>("/api/v1/alerts"),
            list => list.Any(holds),
            list => $"{string.Join('\n', (list ?? []).Select(alert => alert.ToString()))}\n{node.Process.Words}");
        return all.First(holds);
    }

    private static async Task AnswerAsync(HttpListener web, ConcurrentQueue<(string? Authorization, string? Key, string Body)> got)
    {
        try
        {
            while (true)
            {
                HttpListenerContext asked = await web.GetContextAsync();
                using StreamReader body = new(asked.Request.InputStream);
                got.Enqueue((asked.Request.Headers["Authorization"], asked.Request.Headers["Idempotency-Key"], await body.ReadToEndAsync()));
                asked.Response.StatusCode = 204;
                asked.Response.Close();
            }
        }
        catch (HttpListenerException)
        {
            // stopped by the test
        }
        catch (ObjectDisposedException)
        {
            // the same
        }
    }

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener probe = new(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
