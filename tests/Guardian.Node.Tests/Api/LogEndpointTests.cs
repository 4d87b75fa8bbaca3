using System.Net;
using Guardian.Node.Tests.Support;
using Serilog.Events;
using Serilog.Parsing;

namespace Guardian.Node.Tests.Api;

/// <summary>Log endpoints: the workers' and the node's own, once and followed.</summary>
public sealed class LogEndpointTests : IAsyncLifetime
{
    private ServedNode _served = null!;

    public async Task InitializeAsync() => _served = await ServedNode.StartAsync(guardian => guardian.WithWorker("mailer", worker => worker
        .Command("/bin/sh", "-c", "echo one; echo two from $GUARDIAN_INSTANCE; exec sleep 600").Set("up-after", "0s").Instances(min: 1, max: 2, start: 2)));

    public Task DisposeAsync() => _served.DisposeAsync().AsTask();

    [Fact]
    public async Task Lines_of_several_instances_name_theirs()
    {
        await using IAsyncEnumerator<string> lines = _served.FollowAsync("/api/v1/workers/mailer/logs?follow=true&lines=10").GetAsyncEnumerator();
        HashSet<string> seen = [];
        while (seen.Count < 4)
        {
            seen.Add(await Await.NextAsync(lines, "a line of each instance"));
        }

        seen.Order(StringComparer.Ordinal).ShouldBe(["mailer/0 | one", "mailer/0 | two from mailer/0", "mailer/1 | one", "mailer/1 | two from mailer/1"]);
    }

    [Fact]
    public async Task Only_the_last_lines_of_one_instance_are_given_when_asked()
    {
        await Await.UntilAsync(
            "both lines in the file", () => File.Exists(LogFile) ? File.ReadAllText(LogFile) : string.Empty, text => text.Contains("two", StringComparison.Ordinal));

        using HttpResponseMessage answer = await _served.Client.GetAsync("/api/v1/workers/mailer/logs?instance=1&lines=1");

        answer.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("text/plain");
        (await answer.Content.ReadAsStringAsync()).ShouldBe("two from mailer/1\n");
    }

    [Fact]
    public async Task An_unknown_instance_is_404()
    {
        using HttpResponseMessage answer = await _served.Client.GetAsync("/api/v1/workers/mailer/logs?instance=7");

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await answer.Content.ReadAsStringAsync()).ShouldContain("no instance 7");
    }

    [Fact]
    public async Task The_nodes_own_log_is_viewed_and_followed()
    {
        Say("first");
        Say("second");

        (await _served.Client.GetStringAsync("/api/v1/log?lines=1")).ShouldEndWith("INF second\n");

        await using IAsyncEnumerator<string> lines = _served.FollowAsync("/api/v1/log/tail?lines=2").GetAsyncEnumerator();
        (await Await.NextAsync(lines, "first")).ShouldEndWith("first");
        (await Await.NextAsync(lines, "second")).ShouldEndWith("second");
        Say("third");
        (await Await.NextAsync(lines, "third")).ShouldEndWith("third");
    }

    [Fact]
    public async Task Followers_are_let_go_when_the_node_stops()
    {
        Say("first");
        await using IAsyncEnumerator<string> lines = _served.FollowAsync("/api/v1/log/tail").GetAsyncEnumerator();
        (await Await.NextAsync(lines, "first")).ShouldEndWith("first");

        using HttpResponseMessage answer = await _served.PostAsync("/api/v1/node/stop", string.Empty);

        (await lines.MoveNextAsync().AsTask().WaitAsync(Await.Patience, TimeProvider.System)).ShouldBeFalse();
    }

    private string LogFile => _served.Hosted.Node.LogFileOf("mailer/1");

    private void Say(string text) => _served.Log.Emit(new LogEvent(
        TimeProvider.System.GetUtcNow(), LogEventLevel.Information, null, new MessageTemplate(text, [new TextToken(text)]), []));
}
