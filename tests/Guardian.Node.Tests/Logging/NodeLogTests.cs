using System.Globalization;
using Guardian.Node.Logging;
using Guardian.Node.Tests.Support;
using Serilog.Events;
using Serilog.Parsing;

namespace Guardian.Node.Tests.Logging;

/// <summary>The ring of the node's last lines and those who follow it.</summary>
public sealed class NodeLogTests
{
    private const int MostBehind = 1_000;

    private readonly NodeLog _log = new();

    [Fact]
    public void Only_the_newest_lines_are_kept()
    {
        Say(1, NodeLog.MostLines + 3);

        IReadOnlyList<string> all = _log.Last(int.MaxValue);

        all.Count.ShouldBe(NodeLog.MostLines);
        all[0].ShouldEndWith("line 4");
        all[^1].ShouldEndWith("line 2003");
        _log.Last(2).Select(Number).ShouldBe([2002, 2003]);
        _log.Last(0).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_follower_gets_the_last_lines_then_the_new_ones()
    {
        Say(1, 3);
        await using IAsyncEnumerator<string> follower = _log.FollowAsync(2, CancellationToken.None).GetAsyncEnumerator();
        Number(await Await.NextAsync(follower, "line 2")).ShouldBe(2);

        Say(4, 1);

        Number(await Await.NextAsync(follower, "line 3")).ShouldBe(3);
        Number(await Await.NextAsync(follower, "line 4")).ShouldBe(4);
    }

    [Fact]
    public async Task A_slow_follower_loses_the_oldest_lines_and_holds_nobody_up()
    {
        Say(1, 1);
        await using IAsyncEnumerator<string> follower = _log.FollowAsync(1, CancellationToken.None).GetAsyncEnumerator();
        Number(await Await.NextAsync(follower, "line 1")).ShouldBe(1);

        Say(2, MostBehind + 10);

        int next = Number(await Await.NextAsync(follower, "the oldest line still there"));
        next.ShouldBe(12);
        for (int line = next + 1; line <= MostBehind + 11; line++)
        {
            Number(await Await.NextAsync(follower, $"line {line}")).ShouldBe(line);
        }
    }

    [Fact]
    public async Task Following_ends_with_its_cancellation()
    {
        Say(1, 1);
        using CancellationTokenSource enough = new();
        await using IAsyncEnumerator<string> follower = _log.FollowAsync(1, enough.Token).GetAsyncEnumerator(enough.Token);
        await Await.NextAsync(follower, "line 1");
        ValueTask<bool> next = follower.MoveNextAsync();

        await enough.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => next.AsTask().WaitAsync(Await.Patience, TimeProvider.System));
        Say(2, 1); // nobody follows any more
    }

    private static int Number(string line) => int.Parse(line.AsSpan(line.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);

    private void Say(int first, int count)
    {
        for (int line = first; line < first + count; line++)
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"line {line}");
            _log.Emit(new LogEvent(DateTimeOffset.UnixEpoch, LogEventLevel.Information, null, new MessageTemplate(text, [new TextToken(text)]), []));
        }
    }
}
