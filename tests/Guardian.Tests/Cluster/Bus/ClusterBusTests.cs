using System.Globalization;
using Guardian.Actors.TestKit;
using Guardian.Cluster;
using Guardian.Cluster.Bus;
using Guardian.Journal;

namespace Guardian.Tests.Cluster.Bus;

/// <summary>The reading of the shared journal, and what is sent to all nodes.</summary>
public sealed class ClusterBusTests : IDisposable
{
    private readonly BusPlay _play = new();
    private readonly BusJournal _journal = new();
    private readonly SharedJournal _shared = new();
    private readonly TestProbe _listener;
    private Func<Task<IEventJournal>> _open;
    private Random _random = new(1);
    private int _opened;

    public ClusterBusTests()
    {
        _open = () => Task.FromResult<IEventJournal>(_journal);
        _listener = _play.Kit.CreateTestProbe();
        _play.Kit.Sys.EventStream.Subscribe(_listener.Ref, typeof(BusEvent));
    }

    public void Dispose() => _play.Dispose();

    [Fact]
    public async Task It_tells_what_comes_after_its_start_in_order_and_not_what_was_before()
    {
        _journal.Add("cluster/council", "before");
        IActorRef bus = await StartAsync();

        _journal.Add("cluster/council", "1", "2");
        _journal.Add("node/n2/worker/a", "3");
        bus.Tell(ClusterSignal.Events);

        Told(3).ShouldBe(["1", "2", "3"]);
        _journal.Add("cluster/council", "4");
        bus.Tell(ClusterSignal.Events);
        Told(1).ShouldBe(["4"]);
    }

    [Fact]
    public async Task How_far_others_have_sent_is_not_told()
    {
        IActorRef bus = await StartAsync();

        _journal.Add("forward/n2", "forwarded");
        _journal.Add("cluster/council", "1");
        bus.Tell(ClusterSignal.Events);

        Told(1).ShouldBe(["1"]);
    }

    [Fact]
    public async Task It_looks_by_itself_when_nobody_calls()
    {
        IActorRef bus = await StartAsync();
        _journal.Add("cluster/council", "1");

        _play.Time.Advance(BusPlay.Options.Poll - TimeSpan.FromMilliseconds(1));
        _play.Settle(bus);
        _listener.HasMessages.ShouldBeFalse();
        _play.Time.Advance(TimeSpan.FromMilliseconds(1));

        Told(1).ShouldBe(["1"]);
    }

    [Fact]
    public async Task What_comes_while_it_reads_is_told_after_that_reading_without_another_call()
    {
        IActorRef bus = await StartAsync();
        TaskCompletionSource hold = new();
        _journal.HoldReading = hold.Task;
        bus.Tell(ClusterSignal.Events);
        _play.Settle(bus);

        _journal.Add("cluster/council", "1");
        bus.Tell(ClusterSignal.Events);
        bus.Tell(ClusterSignal.Events);
        _play.Settle(bus);
        _journal.HoldReading = Task.CompletedTask;
        hold.SetResult();

        Told(1).ShouldBe(["1"]);
    }

    [Fact]
    public async Task More_than_is_read_at_a_time_is_told_whole()
    {
        IActorRef bus = await StartAsync();
        string[] many = [.. Enumerable.Range(0, (ClusterBusActor.MostAtOnce * 2) + 1).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        _journal.Add("cluster/council", many);

        bus.Tell(ClusterSignal.Events);

        Told(many.Length).ShouldBe(many);
    }

    [Fact]
    public async Task A_database_that_is_away_is_said_once_and_nothing_is_missed_when_it_is_back()
    {
        IActorRef bus = await StartAsync();
        _journal.Problem = "gone";
        int calls = _journal.Calls;
        bus.Tell(ClusterSignal.Events);
        await _play.MoveUntilAsync(() => _journal.Calls > calls + 5, TimeSpan.FromMilliseconds(500));
        _journal.Add("cluster/council", "1", "2");
        _journal.Problem = null;

        await _play.MoveUntilAsync(() => _listener.HasMessages, TimeSpan.FromMilliseconds(500));

        Told(2).ShouldBe(["1", "2"]);
        _play.Log.Ids.ShouldBe([2953, 2950, 2951]);
        _play.Log.Texts[1].ShouldContain("gone");
    }

    [Fact]
    public async Task A_line_that_is_up_again_is_used_at_once()
    {
        IActorRef bus = await StartAsync();
        _journal.Problem = "gone";
        bus.Tell(ClusterSignal.Events);
        await EventuallyAway(bus);
        _journal.Add("cluster/council", "1");
        _journal.Problem = null;

        bus.Tell(ClusterSignal.Reconnected);

        Told(1).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_database_that_is_away_at_the_start_is_opened_later()
    {
        _open = () => Task.FromException<IEventJournal>(new JournalUnavailableException(JournalProblem.Unreachable, "no server"));
        IActorRef bus = Spawn();
        await _play.MoveUntilAsync(() => _opened > 3, TimeSpan.FromMilliseconds(500));
        _shared.Current.ShouldBeNull();
        _journal.Add("cluster/council", "before it was reached");

        _open = () => Task.FromResult<IEventJournal>(_journal);
        await _play.MoveUntilAsync(() => _shared.Told is not null, TimeSpan.FromMilliseconds(500));
        _journal.Add("cluster/council", "1");
        bus.Tell(ClusterSignal.Events);

        Told(1).ShouldBe(["1"]);
        _shared.Current.ShouldBe(_journal);
        _play.Log.Ids.ShouldBe([2950, 2953, 2951]);
    }

    [Fact]
    public async Task Tries_come_seldom_when_the_database_stays_away()
    {
        _open = () => Task.FromException<IEventJournal>(new JournalUnavailableException(JournalProblem.Unreachable, "no server"));
        Spawn();
        await _play.MoveUntilAsync(() => _opened > 8, TimeSpan.FromMilliseconds(500));
        int before = _opened;
        MonotonicTime from = _play.Clock.Now;

        await _play.MoveUntilAsync(() => _play.Clock.Now - from >= TimeSpan.FromMinutes(1), TimeSpan.FromMilliseconds(500));

        (_opened - before).ShouldBeInRange(4, 13); // 5 to 10 s each
    }

    [Fact]
    public async Task A_standby_that_has_less_is_followed_from_its_end_and_that_is_said()
    {
        IActorRef bus = await StartAsync();
        _journal.Add("cluster/council", "1", "2", "3");
        bus.Tell(ClusterSignal.Events);
        Told(3);

        _journal.Rewind(1);
        bus.Tell(ClusterSignal.Reconnected);
        await _play.MoveUntilAsync(() => _shared.Told == 1, TimeSpan.FromMilliseconds(1));
        _journal.Add("cluster/council", "other 2");
        bus.Tell(ClusterSignal.Events);

        Told(1).ShouldBe(["other 2"]);
        _play.Log.Ids.ShouldContain(2952);
    }

    [Fact]
    public async Task A_restart_of_the_actor_leaves_no_gap_and_tells_nothing_twice()
    {
        IActorRef bus = await StartAsync();
        _journal.Add("cluster/council", "1");
        bus.Tell(ClusterSignal.Events);
        Told(1).ShouldBe(["1"]);

        _random = new ThrowsOnce(); // the next failure of the database makes the actor itself fail
        _journal.Problem = "gone";
        bus.Tell(ClusterSignal.Events);
        await _play.MoveUntilAsync(() => _journal.Calls > 6, TimeSpan.FromMilliseconds(500));
        _journal.Add("cluster/council", "2", "3");
        _journal.Problem = null;
        await _play.MoveUntilAsync(() => _listener.HasMessages, TimeSpan.FromMilliseconds(500));

        Told(2).ShouldBe(["2", "3"]);
        _opened.ShouldBe(1);
        ((ThrowsOnce)_random).HasThrown.ShouldBeTrue();
        _journal.IsDisposed.ShouldBeFalse();
    }

    [Fact]
    public async Task What_is_published_stands_in_the_journal_and_is_told_here_too()
    {
        IActorRef bus = await StartAsync();

        bus.Tell(new BusProtocol.Publish("cluster/council", [Event("ballot")], Answer: true), _play.Kit.TestActor);

        _play.Kit.ExpectMsg<BusProtocol.Published>().Problem.ShouldBeNull();
        Told(1).ShouldBe(["ballot"]);
    }

    [Fact]
    public async Task What_is_published_keeps_its_order()
    {
        IActorRef bus = await StartAsync();
        foreach (int number in Enumerable.Range(0, 50))
        {
            bus.Tell(new BusProtocol.Publish("cluster/council", [Event($"{number}")], Answer: false), ActorRefs.NoSender);
        }

        Told(50).ShouldBe(Enumerable.Range(0, 50).Select(number => $"{number}"));
    }

    [Fact]
    public async Task What_cannot_be_published_is_answered_with_the_reason()
    {
        IActorRef bus = await StartAsync();
        _journal.Problem = "disk full";
        bus.Tell(new BusProtocol.Publish("cluster/council", [Event("ballot")], Answer: true), _play.Kit.TestActor);
        _play.Kit.ExpectMsg<BusProtocol.Published>().Problem.ShouldBe("disk full");

        bus.Tell(ClusterSignal.Events);
        await EventuallyAway(bus);
        int calls = _journal.Calls;
        bus.Tell(new BusProtocol.Publish("cluster/council", [Event("ballot")], Answer: true), _play.Kit.TestActor);

        _play.Kit.ExpectMsg<BusProtocol.Published>().Problem.ShouldBe("the shared database is away");
        _journal.Calls.ShouldBe(calls);
    }

    [Fact]
    public async Task More_than_a_bound_on_its_way_is_refused()
    {
        IActorRef bus = await StartAsync();
        TaskCompletionSource hold = new();
        _journal.Hold = hold.Task;
        foreach (int number in Enumerable.Range(0, ClusterBusActor.MostOnTheirWay))
        {
            bus.Tell(new BusProtocol.Publish("cluster/council", [Event($"{number}")], Answer: false), ActorRefs.NoSender);
        }

        bus.Tell(new BusProtocol.Publish("cluster/council", [Event("too many")], Answer: true), _play.Kit.TestActor);
        _play.Kit.ExpectMsg<BusProtocol.Published>().Problem.ShouldNotBeNull().ShouldContain("on their way");

        hold.SetResult();
        Told(ClusterBusActor.MostOnTheirWay);
        bus.Tell(new BusProtocol.Publish("cluster/council", [Event("one more")], Answer: true), _play.Kit.TestActor);
        _play.Kit.ExpectMsg<BusProtocol.Published>().Problem.ShouldBeNull();
    }

    [Fact]
    public async Task The_journal_is_closed_with_the_actor_and_one_that_is_opened_too_late_as_well()
    {
        IActorRef bus = await StartAsync();
        _play.Kit.Watch(bus);
        bus.Tell(PoisonPill.Instance);
        _play.Kit.ExpectTerminated(bus);
        await _shared.DisposeAsync();
        _journal.IsDisposed.ShouldBeTrue();
        _shared.Current.ShouldBeNull();

        BusJournal late = new();
        _shared.Put(late).ShouldBeFalse();
    }

    private static NewEvent Event(string type) => new(type, "1"u8.ToArray(), DateTimeOffset.UnixEpoch);

    private IActorRef Spawn() => _play.Kit.Sys.ActorOf(
        ClusterBusActor.Props(new ClusterBusSetup
        {
            Open = _ =>
            {
                _opened++;
                return _open();
            },
            Shared = _shared,
            Options = BusPlay.Options,
            Clock = _play.Clock,
            Random = new Through(() => _random),
            Log = _play.Log,
        }),
        "cluster-bus");

    private async Task<IActorRef> StartAsync()
    {
        IActorRef bus = Spawn();
        await _journal.UntilAsync(_ => _shared.Told is not null);
        _play.Settle(bus);
        return bus;
    }

    private async Task EventuallyAway(IActorRef bus)
    {
        await _play.MoveUntilAsync(() => _play.Log.Ids.Contains(2950), TimeSpan.Zero);
        _play.Settle(bus);
    }

    private string[] Told(int count) => [.. _listener.ReceiveN(count).Cast<BusEvent>().Select(told => told.Event.Type)];

    /// <summary>Chance that a test can exchange.</summary>
    private sealed class Through(Func<Random> random) : Random(1)
    {
        public override double NextDouble() => random().NextDouble();
    }

    private sealed class ThrowsOnce() : Random(1)
    {
        public bool HasThrown { get; private set; }

        public override double NextDouble()
        {
            if (HasThrown)
            {
                return base.NextDouble();
            }

            HasThrown = true;
            throw new InvalidOperationException("the actor fails once");
        }
    }
}
