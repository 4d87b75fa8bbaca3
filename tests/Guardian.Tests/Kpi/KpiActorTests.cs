using Guardian.Actors.TestKit;
using Guardian.Hosting;
using Guardian.Journal;
using Guardian.Kpi;
using Guardian.Tests.Workers.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Tests.Kpi;

public sealed class KpiActorTests : IAsyncLifetime, IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ManualTimeProvider _time = new(KpiStory.Noon);
    private readonly MemoryJournal _journal = new();
    private readonly List<ActorSystem> _systems = [];

    [Fact]
    public async Task A_report_has_what_was_written_before_it_was_asked_for()
    {
        IActorRef kpi = await StartAsync();
        await WriteAsync(new KpiStory().State(0, "w", "healthy").State(0, "v", "critical"));
        _time.Advance(TimeSpan.FromSeconds(10));

        KpiReport report = (await AskAsync(kpi)).Report.ShouldNotBeNull();

        report.Problem.ShouldBeNull();
        report.Workers.Select(row => (row.Worker, row.DownSeconds)).ShouldBe([("v", 10), ("w", 0)]);
    }

    [Fact]
    public async Task The_node_says_that_it_started_is_alive_each_minute_and_stops()
    {
        IActorRef kpi = await StartAsync();
        for (int minute = 0; minute < 3; minute++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await AskAsync(kpi);
            _time.Advance(TimeSpan.FromSeconds(30));
            await AskAsync(kpi);
        }

        (await kpi.Ask<KpiActor.Stopped>(KpiActor.Stop.Instance, s_patience)).Complete.ShouldBeTrue();
        await AskAsync(kpi);
        _journal.Events.Select(kept => kept.Type).ShouldBe(["node-started", "node-alive", "node-alive", "node-alive", "node-stopped"]);
        _journal.Events.ShouldAllBe(kept => kept.Stream == "node");
    }

    [Theory]
    [InlineData(true)] // stopped in order
    [InlineData(false)] // killed: what was folded in since the last store is read again
    public async Task A_restart_loses_nothing_and_counts_nothing_twice(bool inOrder)
    {
        IActorRef first = await StartAsync();
        await WriteAsync(new KpiStory().State(0, "w", "healthy").Crashed(1, "w").Started(2, "w"));
        _time.Advance(TimeSpan.FromMinutes(6));
        await AskAsync(first); // stores the ledger, five minutes being over
        await WriteAsync(new KpiStory().Crashed(361, "w").Started(362, "w"));
        await AskAsync(first);
        if (inOrder)
        {
            await first.Ask<KpiActor.Stopped>(KpiActor.Stop.Instance, s_patience);
        }

        long read = _journal.Events.Count;
        IActorRef second = await StartAsync();
        await WriteAsync(new KpiStory().Crashed(363, "w").Started(364, "w"));
        _time.Advance(TimeSpan.FromSeconds(10));

        KpiReport report = (await AskAsync(second)).Report.ShouldNotBeNull();

        report.Workers.Single().Restarts.ShouldBe(3);
        (await _journal.ReadSnapshotsAsync("kpi/ledger")).ShouldHaveSingleItem();
        _journal.ReadFrom.ShouldBeGreaterThan(0);
        KpiLedger whole = new();
        foreach (JournalEvent kept in _journal.Events)
        {
            whole.Apply(kept);
        }

        await second.Ask<KpiActor.Stopped>(KpiActor.Stop.Instance, s_patience);
        whole.Apply(_journal.Events[^1]);
        (await _journal.ReadSnapshotsAsync("kpi/ledger"))[0].Json.ToArray().ShouldBe(whole.ToJson());
        read.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_store_that_is_away_is_said_and_the_last_figures_are_given()
    {
        _journal.Problem = "no such file";
        IActorRef kpi = await StartAsync();
        KpiAnswer nothing = await AskAsync(kpi);
        nothing.Report.ShouldBeNull();
        nothing.Problem.ShouldBe("the journal cannot be read: no such file");

        _journal.Problem = null;
        await WriteAsync(new KpiStory().State(0, "w", "healthy"));
        _time.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(kpi)).Problem.ShouldBeNull();

        _journal.Problem = "locked";
        KpiAnswer behind = await AskAsync(kpi);
        behind.Report.ShouldNotBeNull().Workers.Length.ShouldBe(1);
        behind.Report.Problem.ShouldBe("the journal cannot be read: locked");
        _journal.Problem = null;
        (await AskAsync(kpi)).Problem.ShouldBeNull();
        _journal.Events.Count(kept => kept.Type == "node-started").ShouldBe(1);
    }

    [Fact]
    public async Task A_node_without_a_store_has_no_figures_and_says_why()
    {
        IActorRef kpi = await StartAsync(() => null);

        KpiAnswer answer = await new KpiBook(kpi).AskAsync(KpiWindow.Live, CancellationToken.None);

        answer.ShouldBe(new KpiAnswer(null, "the journal cannot be read: it is not configured"));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_systems.Select(system => system.Terminate()));
        await _journal.DisposeAsync();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    /// <summary>Starts the actor and waits for its first turn.</summary>
    private async Task<IActorRef> StartAsync(Func<IEventJournal?>? journal = null)
    {
        ActorSystem system = ActorSystems.Create("kpi", _time);
        _systems.Add(system);
        IActorRef kpi = system.ActorOf(
            KpiActor.Props(new KpiSetup
            {
                Journal = journal ?? (() => _journal),
                Trouble = () => "it is not configured",
                Clock = new Guardian.Clock(_time),
                Options = KpiStory.Options,
                Interval = TimeSpan.FromHours(1),
                Log = NullLogger.Instance,
            }),
            "kpi");
        await AskAsync(kpi);
        return kpi;
    }

    private static Task<KpiAnswer> AskAsync(IActorRef kpi) => kpi.Ask<KpiAnswer>(new KpiActor.Report(KpiWindow.Day), s_patience);

    private async Task WriteAsync(KpiStory story)
    {
        foreach (JournalEvent kept in story.Events)
        {
            await _journal.AppendAsync([new StreamAppend(kept.Stream, null, [new NewEvent(kept.Type, kept.Json, kept.At)])]);
        }
    }
}
