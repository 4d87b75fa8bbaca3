using Guardian.Alerts;
using Guardian.Hosting;
using Guardian.Journal;
using Guardian.Tests.Workers.Records;
using static Guardian.Tests.Alerts.AlertSamples;

namespace Guardian.Tests.Alerts;

#pragma warning disable CA1001 // the journal in memory holds nothing
public sealed class AlertDeskTests
#pragma warning restore CA1001
{
    private readonly MemoryJournal _journal = new();
    private readonly FakeNotifier _slack = new("ops");

    [Fact]
    public void An_alert_is_stored_told_and_recorded_as_told()
    {
        using DeskPlay desk = new(_journal, _slack);
        desk.Tell(Down()).Pass(10);

        Notification message = _slack.Expect("the alert");
        message.Items.ShouldHaveSingleItem().Alert.Context.ShouldBe(Context);
        desk.UntilWaiting(0);
        desk.Settle().ShouldBeTrue();
        Types().ShouldBe(["alert-raised", "notification-queued", "notification-sent"]);
        _journal.Events.ShouldAllBe(kept => kept.Stream == "alerts");
    }

    [Fact]
    public void What_was_raised_while_the_receiver_was_down_arrives_later_and_once()
    {
        _slack.Answer = _ => Task.FromResult<NotifyResult>(new NotifyResult.Retry("away"));
        string id;
        using (DeskPlay first = new(_journal, _slack))
        {
            first.Tell(Down()).Pass(10);
            id = _slack.Expect("the first try").Id;
            first.UntilWaiting(1);
            first.Pass(5);
            _slack.Expect("the second try").Id.ShouldBe(id, "receivers know a second copy by it");
        }

        // The node was killed here: nothing was said to the desk.
        _slack.Answer = _ => Task.FromResult<NotifyResult>(new NotifyResult.Sent());
        using (DeskPlay second = new(_journal, _slack, time: Later(60)))
        {
            _slack.Expect("what the earlier node had queued").Id.ShouldBe(id);
            second.UntilWaiting(0);
            second.Settle().ShouldBeTrue();
        }

        using DeskPlay third = new(_journal, _slack, time: Later(120));
        third.Pass(3600);
        third.List().Waiting.ShouldBe(0);
        _slack.Unexpected.ShouldBe(0, "it was told once");
    }

    [Fact]
    public void A_message_is_sent_only_when_the_store_has_it()
    {
        using DeskPlay desk = new(_journal, _slack);
        desk.Tell(Down());
        desk.Settle();
        TaskCompletionSource hold = new();
        _journal.Hold = hold.Task;
        desk.Pass(10);
        desk.List().Waiting.ShouldBe(1);
        _slack.Unexpected.ShouldBe(0);

        hold.SetResult();
        _slack.Expect("once it is stored");
    }

    [Fact]
    public void Alerts_and_acknowledgements_outlive_the_node()
    {
        string id;
        using (DeskPlay first = new(_journal, _slack))
        {
            first.Tell(Down()).Pass(10);
            _slack.Expect("the alert");
            id = first.List().Alerts.ShouldHaveSingleItem().Id;
            first.Acknowledge(id).ShouldBeOfType<CommandReply.Accepted>();
            first.UntilWaiting(0);
            first.Settle().ShouldBeTrue();
        }

        using DeskPlay second = new(_journal, _slack, time: Later(60));
        Alert alert = second.List().Alerts.ShouldHaveSingleItem();
        alert.AcknowledgedBy.ShouldBe("me");
        second.Pass(100_000);
        second.Tell(Up()).Pass(10);
        _slack.Expect("only the end").Items[0].Kind.ShouldBe(NotificationKind.Resolved);
    }

    [Fact]
    public void An_alert_that_lasts_over_a_restart_is_repeated_when_its_interval_is_over()
    {
        using (DeskPlay first = new(_journal, _slack))
        {
            first.Tell(Down()).Pass(10);
            _slack.Expect("the alert");
            first.UntilWaiting(0);
            first.Settle();
        }

        using DeskPlay second = new(_journal, _slack, time: Later(3 * 3600));
        second.Pass(3600 + 10 - 1);
        second.List().Waiting.ShouldBe(0);
        _slack.Unexpected.ShouldBe(0);
        second.Pass(11);
        _slack.Expect("the reminder").Items[0].Kind.ShouldBe(NotificationKind.Reminder);
    }

    [Fact]
    public void Without_a_store_people_are_told_all_the_same_and_it_is_said()
    {
        using DeskPlay desk = new(null, _slack);
        desk.Tell(Down()).Pass(10);

        _slack.Expect("the alert");
        desk.List().StoreProblem.ShouldBe("no store is configured");
        desk.Log.Lines.ShouldContain("Warning 2804 Alerts and messages are kept in memory only: no store is configured");
        desk.Settle().ShouldBeTrue("nothing waits for a store that never comes");
    }

    [Fact]
    public void A_store_that_comes_later_is_given_what_happened_and_asked_what_it_knows()
    {
        using (DeskPlay first = new(_journal, _slack))
        {
            first.Tell(Down("old"));
            first.Settle();
        }

        using DeskPlay desk = new(_journal, _slack, time: Later(60), away: true);
        desk.Tell(Down("new")).List().StoreProblem.ShouldBe("the store is not open");
        desk.Settle().ShouldBeFalse();
        desk.Away = false;
        desk.Pass(5);
        SpinWait.SpinUntil(() => desk.List().StoreProblem is null, TimeSpan.FromSeconds(20)).ShouldBeTrue();
        desk.Settle().ShouldBeTrue();
        desk.List().Alerts.Select(alert => alert.Key).ShouldBe(["worker/new/down", "worker/old/down"]);
        _journal.Events.Count(kept => kept.Type == "alert-raised").ShouldBe(2);
    }

    [Fact]
    public void A_store_that_fails_is_tried_again_in_the_same_order_and_people_are_told_meanwhile()
    {
        using DeskPlay desk = new(_journal, _slack);
        _journal.Problem = "full";
        desk.Tell(Down());
        desk.Settle().ShouldBeFalse();
        desk.List().StoreProblem.ShouldBe("full");
        desk.Tell(Down("other"));
        desk.Pass(4.9);
        _journal.Problem = null;
        desk.Pass(0.1);
        desk.Settle().ShouldBeTrue();
        desk.List().StoreProblem.ShouldBeNull();
        _journal.Events.Select(kept => kept.Sequence).ShouldBe([1, 2]);
    }

    [Fact]
    public void A_storm_of_the_same_signal_is_counted_at_once_and_written_now_and_then()
    {
        using DeskPlay desk = new(_journal, _slack);
        desk.Tell([.. Enumerable.Repeat(Down(), 500)]);
        desk.List().Alerts[0].Count.ShouldBe(500);
        desk.Settle();
        Types().ShouldBe(["alert-raised", "alert-repeated"]);

        using DeskPlay next = new(_journal, _slack, time: Later(1));
        next.List().Alerts[0].Count.ShouldBe(500);
    }

    [Fact]
    public void A_refused_message_is_dropped_with_its_reason_and_the_next_goes_out()
    {
        _slack.Answer = message => Task.FromResult<NotifyResult>(
            message.Items[0].Alert.Key.Contains("bad", StringComparison.Ordinal) ? new NotifyResult.Refused("no such channel") : new NotifyResult.Sent());
        using DeskPlay desk = new(_journal, _slack);
        desk.Tell(Down("bad")).Pass(10);
        _slack.Expect("the refused one");
        desk.UntilWaiting(0);
        desk.Tell(Down("good")).Pass(10);
        _slack.Expect("the good one");
        desk.UntilWaiting(0);
        desk.Settle();

        Types().ShouldBe(["alert-raised", "notification-queued", "notification-dropped", "alert-raised", "notification-queued", "notification-sent"]);
        desk.Log.Lines.ShouldContain(line => line.StartsWith("Error 2803", StringComparison.Ordinal) && line.Contains("no such channel", StringComparison.Ordinal));
    }

    [Fact]
    public void A_message_that_fails_for_now_does_not_hold_up_the_others()
    {
        _slack.Answer = message => Task.FromResult<NotifyResult>(
            message.Items[0].Alert.Key.Contains("bad", StringComparison.Ordinal) ? new NotifyResult.Retry("try later") : new NotifyResult.Sent());
        using DeskPlay desk = new(_journal, _slack, "group-wait = 1s");
        desk.Tell(Down("bad")).Pass(1);
        _slack.Expect("the failing one");
        SpinWait.SpinUntil(() => desk.Log.Lines.Any(line => line.StartsWith("Warning 2807", StringComparison.Ordinal)), TimeSpan.FromSeconds(20)).ShouldBeTrue();
        desk.Tell(Down("good")).Pass(1);
        desk.UntilWaiting(2);
        desk.Settle();
        desk.Pass(4);
        _slack.Expect("the good one, tried less often").Items[0].Alert.Worker.ShouldBe("good");
    }

    [Fact]
    public void A_notifier_that_throws_is_tried_again_and_its_words_are_not_shown()
    {
        _slack.Answer = _ => throw new InvalidOperationException("https://hooks.example.org/tok-3cr3t");
        using DeskPlay desk = new(_journal, _slack);
        desk.Tell(Down()).Pass(10);
        _slack.Unexpected.ShouldBe(0);
        SpinWait.SpinUntil(() => desk.Log.Lines.Any(line => line.StartsWith("Warning 2807", StringComparison.Ordinal)), TimeSpan.FromSeconds(20)).ShouldBeTrue();
        desk.List().Waiting.ShouldBe(1);
        desk.Log.Lines.ShouldAllBe(line => !line.Contains("3cr3t", StringComparison.Ordinal));
        _slack.Answer = _ => Task.FromResult<NotifyResult>(new NotifyResult.Sent());
        desk.Pass(5);
        _slack.Expect("the second try");
    }

    [Fact]
    public async Task After_many_events_a_start_reads_the_snapshot_and_what_came_after()
    {
        using (DeskPlay first = new(_journal, _slack))
        {
            for (int at = 0; at < AlertDesk.SnapshotEvery; at++)
            {
                first.Tell(Down($"w{at}"));
            }

            first.Settle();
            first.Tell(Up("w7"));
            first.Settle();
        }

        LoadedAlerts loaded = await LoadedAlerts.ReadAsync(_journal, At(0));
        loaded.SinceSnapshot.ShouldBeLessThan(10);
        loaded.Sequence.ShouldBe(AlertDesk.SnapshotEvery + 1);
        loaded.Board.OpenByKey.Count.ShouldBe(AlertDesk.SnapshotEvery - 1);
    }

    [Fact]
    public void After_a_reload_messages_for_a_notifier_that_is_gone_are_dropped()
    {
        _slack.Answer = _ => Task.FromResult<NotifyResult>(new NotifyResult.Retry("away"));
        using DeskPlay desk = new(_journal, _slack);
        desk.Tell(Down()).Pass(10);
        _slack.Expect("a try");
        desk.Configure("notifiers.ops = null, routes.ops = null");
        desk.Pass(0);
        desk.UntilWaiting(0);
        desk.Settle();
        Types().ShouldContain("notification-dropped");
    }

    [Fact]
    public async Task The_book_lists_acknowledges_and_follows()
    {
        using DeskPlay desk = new(_journal, _slack);
        using CancellationTokenSource enough = new();
        IAsyncEnumerator<Alert> follow = desk.Book.FollowAsync(enough.Token).GetAsyncEnumerator(enough.Token);
        ValueTask<bool> first = follow.MoveNextAsync();
        desk.Tell(Down());
        (await first).ShouldBeTrue();
        string id = follow.Current.Id;
        (await desk.Book.AcknowledgeAsync(id, "me")).ShouldBeOfType<CommandReply.Accepted>();
        (await follow.MoveNextAsync()).ShouldBeTrue();
        follow.Current.AcknowledgedBy.ShouldBe("me");
        (await desk.Book.AcknowledgeAsync(id, "you")).ShouldBeOfType<CommandReply.Accepted>().Message.ShouldContain("by me before");
        (await desk.Book.AcknowledgeAsync("nothing", "me")).ShouldBeOfType<CommandReply.UnknownName>();
        desk.Tell(Up());
        (await follow.MoveNextAsync()).ShouldBeTrue();
        follow.Current.State.ShouldBe(AlertState.Resolved);
        (await desk.Book.AcknowledgeAsync(id, "me")).ShouldBeOfType<CommandReply.Refused>();
        desk.Tell(Down("other", AlertLevel.Low));
        (await desk.Book.ListAsync(new AlertQuery(Level: AlertLevel.High))).ShouldHaveSingleItem().Id.ShouldBe(id);
        (await desk.Book.ListAsync(new AlertQuery(State: AlertState.Firing))).ShouldHaveSingleItem().Worker.ShouldBe("other");
        (await desk.Book.ListAsync(new AlertQuery(Worker: "mailer"))).ShouldHaveSingleItem().Id.ShouldBe(id);
        (await desk.Book.ListAsync(new AlertQuery(Since: Start.AddSeconds(1)))).ShouldBeEmpty();
        (await desk.Book.ListAsync(new AlertQuery(Limit: 1))).ShouldHaveSingleItem().Worker.ShouldBe("other");
        (await follow.MoveNextAsync()).ShouldBeTrue();
        follow.Current.Worker.ShouldBe("other");
        await enough.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await follow.MoveNextAsync());
    }

    private static Guardian.Actors.TestKit.ManualTimeProvider Later(double seconds) => new(Start.AddSeconds(seconds));

    private IEnumerable<string> Types() => _journal.Events.Select((JournalEvent kept) => kept.Type);
}
