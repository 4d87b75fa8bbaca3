using System.Globalization;
using Guardian.Actors.TestKit;
using Guardian.Cluster;
using Guardian.Cluster.Bus;
using Guardian.Journal;

namespace Guardian.Tests.Cluster.Bus;

/// <summary>A node's own journal on its way into the shared one.</summary>
public sealed class JournalForwarderTests : IDisposable
{
    private static readonly Guid s_home = Guid.Parse("11111111-0000-0000-0000-000000000000");

    private readonly BusPlay _play = new();
    private readonly BusJournal _local = new();
    private readonly BusJournal _shared = new();
    private bool _reached = true;
    private int _started;

    public void Dispose() => _play.Dispose();

    [Fact]
    public async Task A_node_that_joins_sends_what_comes_from_then_on_and_not_its_history()
    {
        _local.Add("worker/a", "old");
        IActorRef forwarder = await StartAsync();

        await AppendAsync(forwarder, "worker/a", "1", "2");
        await AppendAsync(forwarder, "incident/7", "3");

        await ArriveAsync("node/n1/worker/a:1", "node/n1/worker/a:2", "node/n1/incident/7:3");
        _play.Log.Ids.ShouldBe([2960]);
        _play.Log.Texts[0].ShouldContain("nothing of this node has been sent before");
    }

    [Fact]
    public async Task What_happens_before_the_database_is_reached_for_the_first_time_is_sent_when_it_is()
    {
        _local.Add("worker/a", "old");
        _reached = false;
        IActorRef forwarder = Spawn();
        _play.Settle(forwarder);
        _play.Time.Advance(BusPlay.Options.Poll); // by now it knows where its own journal ended
        await AppendAsync(forwarder, "worker/a", "1");
        _reached = true;

        await _play.MoveUntilAsync(() => Arrived().Length > 0, TimeSpan.FromMilliseconds(100));

        Arrived().ShouldBe(["node/n1/worker/a:1"]);
    }

    [Fact]
    public async Task From_the_moment_of_joining_nothing_is_missed_even_if_the_node_dies_before_its_first_event_is_sent()
    {
        IActorRef forwarder = await StartAsync();
        await _shared.UntilAsync(_ => Words() == 1);
        await StopAsync(forwarder);
        _local.Add("worker/a", "1");

        await StartAsync();

        await ArriveAsync("node/n1/worker/a:1");
    }

    [Fact]
    public async Task A_node_that_starts_again_goes_on_where_it_was()
    {
        IActorRef forwarder = await StartAsync();
        await AppendAsync(forwarder, "worker/a", "1");
        await ArriveAsync("node/n1/worker/a:1");
        await StopAsync(forwarder);
        _local.Add("worker/a", "2", "3");

        await StartAsync();

        await ArriveAsync("node/n1/worker/a:1", "node/n1/worker/a:2", "node/n1/worker/a:3");
        _play.Log.Ids.ShouldBe([2960]);
    }

    [Fact]
    public async Task A_new_data_directory_begins_anew()
    {
        IActorRef forwarder = await StartAsync();
        await AppendAsync(forwarder, "worker/a", "1", "2", "3", "4");
        await ArriveAsync("node/n1/worker/a:1", "node/n1/worker/a:2", "node/n1/worker/a:3", "node/n1/worker/a:4");
        await StopAsync(forwarder);

        BusJournal fresh = new();
        fresh.Add("worker/a", "its first");
        IActorRef again = await StartAsync(home: Guid.NewGuid(), local: fresh);
        fresh.Add("worker/a", "new");
        again.Tell(JournalForwarder.Appended.Instance);

        await ArriveAsync("node/n1/worker/a:1", "node/n1/worker/a:2", "node/n1/worker/a:3", "node/n1/worker/a:4", "node/n1/worker/a:new");
        _play.Log.Texts[^1].ShouldContain("another data directory");
    }

    [Fact]
    public async Task The_first_events_after_quiet_go_at_once_and_a_lasting_trickle_in_few_appends()
    {
        IActorRef forwarder = await StartAsync();
        await AppendAsync(forwarder, "worker/a", "at once");
        await ArriveAsync("node/n1/worker/a:at once"); // the clock has not moved

        TimeSpan step = TimeSpan.FromMilliseconds(20);
        int events = 0;
        for (TimeSpan moved = TimeSpan.Zero; moved < TimeSpan.FromSeconds(10); moved += step)
        {
            await AppendAsync(forwarder, "worker/a", $"{events++}");
            _play.Settle(forwarder);
            _play.Time.Advance(step);
            _play.Settle(forwarder);
        }

        int appends = Words() - 1; // the first word came with joining
        appends.ShouldBeInRange(10, 15); // 100, 200, 400, 800 ms, then once a second
        await _play.MoveUntilAsync(() => Arrived().Length == events + 1, TimeSpan.FromMilliseconds(100));
        Arrived().Skip(1).ShouldBe(Enumerable.Range(0, events).Select(number => $"node/n1/worker/a:{number}"));

        await _play.MoveUntilAsync(() => _play.Clock.Now > MonotonicTime.FromSeconds(30), TimeSpan.FromMilliseconds(100));
        await AppendAsync(forwarder, "worker/a", "after quiet");
        await _shared.UntilAsync(_ => Arrived().Length == events + 2); // at once again
    }

    [Fact]
    public async Task Much_that_waits_goes_batch_after_batch_without_a_pause()
    {
        IActorRef forwarder = await StartAsync();
        _shared.Problem = "gone";
        string[] many = [.. Enumerable.Range(0, 900).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        await AppendAsync(forwarder, "worker/a", many);
        await _play.MoveUntilAsync(() => _play.Log.Ids.Contains(2962), TimeSpan.FromMilliseconds(100));
        _shared.Problem = null;

        forwarder.Tell(ClusterSignal.Reconnected);

        await _shared.UntilAsync(_ => Arrived().Length == many.Length);
        Arrived().ShouldBe(many.Select(number => $"node/n1/worker/a:{number}"));
        Words().ShouldBe(1 + 2);
    }

    [Fact]
    public async Task An_append_that_was_done_but_not_acknowledged_is_not_done_again()
    {
        IActorRef forwarder = await StartAsync();
        _shared.LostAnswers = 1;
        await AppendAsync(forwarder, "worker/a", "1");
        await _play.MoveUntilAsync(() => _play.Log.Ids.Contains(2962), TimeSpan.FromMilliseconds(10));
        await AppendAsync(forwarder, "worker/a", "2");

        await _play.MoveUntilAsync(() => Arrived().Length >= 2, TimeSpan.FromMilliseconds(100));

        _play.Settle(forwarder);
        Arrived().ShouldBe(["node/n1/worker/a:1", "node/n1/worker/a:2"]);
        _play.Log.Ids.ShouldBe([2960, 2962, 2963]);
    }

    [Fact]
    public async Task Answers_lost_and_failures_at_random_still_send_each_event_once_and_in_order()
    {
        Random random = new(7);
        IActorRef forwarder = await StartAsync();
        string[] streams = ["worker/a", "worker/b", "incident/1"];
        List<string> all = [];
        for (int round = 0; round < 300; round++)
        {
            string stream = streams[random.Next(streams.Length)];
            await AppendAsync(forwarder, stream, $"{round}");
            all.Add($"node/n1/{stream}:{round}");
            switch (random.Next(6))
            {
                case 0:
                    _shared.LostAnswers = random.Next(3);
                    break;
                case 1:
                    _shared.Problem = random.Next(2) == 0 ? "gone" : null;
                    break;
                case 2:
                    await StopAsync(forwarder);
                    forwarder = Spawn();
                    break;
            }

            _play.Time.Advance(TimeSpan.FromMilliseconds(random.Next(1500)));
        }

        (_shared.Problem, _shared.LostAnswers) = (null, 0);
        await _play.MoveUntilAsync(() => Arrived().Length >= all.Count, TimeSpan.FromMilliseconds(500));

        Arrived().ShouldBe(all);
    }

    [Fact]
    public async Task Beyond_the_bound_the_oldest_are_not_sent_which_is_said_in_the_log_and_in_the_journal()
    {
        IActorRef forwarder = await StartAsync();
        _shared.Problem = "gone";
        string[] many = [.. Enumerable.Range(1, BusPlay.Options.Backlog + 25).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        await AppendAsync(forwarder, "worker/a", many);
        await _play.MoveUntilAsync(() => _play.Log.Ids.Contains(2962), TimeSpan.FromMilliseconds(100));
        _local.Trim(5); // retention has been there: those are not counted
        _shared.Problem = null;

        await _play.MoveUntilAsync(() => Arrived().Length == BusPlay.Options.Backlog + 1, TimeSpan.FromMilliseconds(100));

        Arrived()[0].ShouldBe("node/n1/forward:events-skipped");
        Arrived().Skip(1).ShouldBe(many.Skip(25).Select(number => $"node/n1/worker/a:{number}"));
        System.Text.Encoding.UTF8.GetString(_shared.Events.First(item => item.Type == "events-skipped").Json.Span).ShouldBe("""{"count":20,"after":0,"last":25}""");
        _play.Log.Ids.Count(id => id == 2964).ShouldBe(1);
        _play.Log.Texts.ShouldContain(text => text.StartsWith("20 old events", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exactly_as_many_as_the_bound_are_all_sent()
    {
        IActorRef forwarder = await StartAsync();
        _shared.Problem = "gone";
        string[] many = [.. Enumerable.Range(1, BusPlay.Options.Backlog).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        await AppendAsync(forwarder, "worker/a", many);
        await _play.MoveUntilAsync(() => _play.Log.Ids.Contains(2962), TimeSpan.FromMilliseconds(100));
        _shared.Problem = null;

        await _play.MoveUntilAsync(() => Arrived().Length == many.Length, TimeSpan.FromMilliseconds(100));

        Arrived().ShouldBe(many.Select(number => $"node/n1/worker/a:{number}"));
    }

    [Fact]
    public async Task Two_nodes_with_one_name_are_told_and_the_one_that_finds_out_stops()
    {
        TestProbe told = _play.Kit.CreateTestProbe();
        _play.Kit.Sys.EventStream.Subscribe(told.Ref, typeof(BusProtocol.ForwardingStopped));
        IActorRef one = await StartAsync();
        await AppendAsync(one, "worker/a", "1");
        await ArriveAsync("node/n1/worker/a:1");
        BusJournal otherLocal = new();
        IActorRef other = await StartAsync(home: Guid.NewGuid(), local: otherLocal);
        otherLocal.Add("worker/b", "2");
        other.Tell(JournalForwarder.Appended.Instance);
        await ArriveAsync("node/n1/worker/a:1", "node/n1/worker/b:2");

        _play.Time.Advance(TimeSpan.FromSeconds(10));
        await AppendAsync(one, "worker/a", "3");

        told.ExpectMsg<BusProtocol.ForwardingStopped>().Reason.ShouldContain("another node sends events as node 'n1' too");
        _play.Log.Ids[^1].ShouldBe(2961);
        _play.Settle(one);
        Flush(one).ShouldBeFalse();
        Arrived().ShouldBe(["node/n1/worker/a:1", "node/n1/worker/b:2"]);
    }

    [Fact]
    public async Task A_shared_journal_that_lost_its_newest_events_gets_them_again()
    {
        IActorRef forwarder = await StartAsync();
        await AppendAsync(forwarder, "worker/a", "1");
        await ArriveAsync("node/n1/worker/a:1");
        long kept = _shared.Events[^1].Position;
        _play.Time.Advance(TimeSpan.FromSeconds(10));
        await AppendAsync(forwarder, "worker/a", "2");
        await ArriveAsync("node/n1/worker/a:1", "node/n1/worker/a:2");
        _play.Time.Advance(TimeSpan.FromSeconds(10));
        _play.Settle(forwarder);

        _shared.Rewind(kept);
        await AppendAsync(forwarder, "worker/a", "3");

        await ArriveAsync("node/n1/worker/a:1", "node/n1/worker/a:2", "node/n1/worker/a:3");
        _play.Log.Ids.ShouldContain(2965);
    }

    [Fact]
    public async Task A_flush_sends_what_there_is_without_a_pause()
    {
        IActorRef forwarder = await StartAsync();
        await AppendAsync(forwarder, "worker/a", "1");
        await ArriveAsync("node/n1/worker/a:1");
        await AppendAsync(forwarder, "worker/a", "2"); // waits for the pause, and the clock stands still

        Flush(forwarder).ShouldBeTrue();

        Arrived().ShouldBe(["node/n1/worker/a:1", "node/n1/worker/a:2"]);
        _shared.Problem = "gone";
        await AppendAsync(forwarder, "worker/a", "3");
        Flush(forwarder).ShouldBeFalse();
    }

    [Fact]
    public async Task The_place_is_kept_as_a_snapshot_now_and_then_so_that_retention_may_take_the_words_before_it()
    {
        IActorRef forwarder = await StartAsync();
        for (int round = 0; round < 250; round++)
        {
            await AppendAsync(forwarder, "worker/a", $"{round}");
            Flush(forwarder).ShouldBeTrue();
        }

        JournalSnapshot snapshot = (await _shared.ReadSnapshotsAsync("forward/n1")).Single();
        snapshot.Sequence.ShouldBe(201);
        ForwardJson.Cursor(snapshot.Sequence, snapshot.Json).Position.ShouldBe(200);
        _shared.Trim(_shared.Events.First(item => item.Stream == "forward/n1" && item.Sequence == 201).Position);
        await StopAsync(forwarder);
        _shared.Events.Count(item => item.Stream == "forward/n1").ShouldBe(50);

        forwarder = await StartAsync();
        await AppendAsync(forwarder, "worker/a", "after");
        await _shared.UntilAsync(_ => Arrived().Last() == "node/n1/worker/a:after");
        _play.Log.Ids.ShouldBe([2960]);
    }

    [Fact]
    public async Task The_place_of_a_node_whose_name_begins_the_same_is_left_alone()
    {
        await _shared.SaveSnapshotsAsync([new JournalSnapshot("forward/n10", 0, ForwardJson.Bytes(new ForwardCursor(0, s_home, Guid.NewGuid(), 7)), DateTimeOffset.UnixEpoch)]);
        _local.Add("worker/a", "1", "2", "3", "4", "5", "6", "7", "8");
        IActorRef forwarder = await StartAsync();

        await AppendAsync(forwarder, "worker/a", "9");

        await ArriveAsync("node/n1/worker/a:9");
    }

    private IActorRef Spawn(Guid? home = null, BusJournal? local = null) => _play.Kit.Sys.ActorOf(
        JournalForwarder.Props(new JournalForwarderSetup
        {
            Self = new ForwardSelf("n1", home ?? s_home, Guid.NewGuid()),
            Local = () => local ?? _local,
            Shared = () => _reached ? _shared : null,
            Options = BusPlay.Options,
            Clock = _play.Clock,
            Random = new Random(1),
            Log = _play.Log,
        }),
        $"forwarder-{++_started}");

    private async Task<IActorRef> StartAsync(Guid? home = null, BusJournal? local = null)
    {
        int calls = _shared.Calls;
        IActorRef forwarder = Spawn(home, local);
        await _shared.UntilAsync(shared => shared.Calls > calls); // it has looked where it is
        _play.Settle(forwarder);
        return forwarder;
    }

    private async Task StopAsync(IActorRef forwarder)
    {
        TestProbe probe = _play.Kit.CreateTestProbe();
        probe.Watch(forwarder);
        forwarder.Tell(PoisonPill.Instance);
        await Task.Run(() => probe.ExpectTerminated(forwarder));
    }

    /// <summary>Appends to the node's own journal the way everybody there does.</summary>
    private async Task AppendAsync(IActorRef forwarder, string stream, params string[] types)
    {
        ObservedJournal observed = new(_local, () => forwarder.Tell(JournalForwarder.Appended.Instance));
        await observed.AppendAsync([new StreamAppend(stream, null, [.. types.Select(type => new NewEvent(type, "1"u8.ToArray(), DateTimeOffset.UnixEpoch))])]);
    }

    private async Task ArriveAsync(params string[] events)
    {
        await _shared.UntilAsync(_ => Arrived().Length >= events.Length);
        Arrived().ShouldBe(events);
    }

    private bool Flush(IActorRef forwarder)
    {
        TestProbe probe = _play.Kit.CreateTestProbe();
        forwarder.Tell(JournalForwarder.Flush.Instance, probe.Ref);
        return probe.ExpectMsg<JournalForwarder.Flushed>().All;
    }

    private string[] Arrived() =>
        [.. _shared.Events.Where(item => !BusStreams.IsForward(item.Stream)).Select(item => $"{item.Stream}:{item.Type}")];

    private int Words() => _shared.Events.Count(item => BusStreams.IsForward(item.Stream));
}
