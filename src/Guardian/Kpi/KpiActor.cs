using System.Collections.Immutable;
using Guardian.Journal;
using Microsoft.Extensions.Logging;

namespace Guardian.Kpi;

/// <summary>Keeps the ledger up to date with the journal, says in the journal that the node is there, and answers reports.</summary>
/// <remarks>One turn (<see cref="KpiTurn"/>) is under way at a time, off the actor's thread; the ledger is the turn's while it lasts. Who asks
/// meanwhile is answered when the next one has ended, at most <see cref="MostAsking"/> at a time.</remarks>
internal sealed partial class KpiActor : ReceiveActor, IWithTimers
{
    /// <summary>Make a report; answered with <see cref="KpiAnswer"/>.</summary>
    public sealed record Report(KpiWindow Window);

    /// <summary>The configuration changed.</summary>
    public sealed record Apply(KpiOptions Options, TimeSpan Interval);

    /// <summary>The node stops in order: write that and the ledger; answered with <see cref="Stopped"/> when done or given up.</summary>
    public sealed record Stop
    {
        public static readonly Stop Instance = new();
    }

    /// <summary>Answer to <see cref="Stop"/>.</summary>
    public sealed record Stopped(bool Complete);

    /// <summary>Most questions that wait for a turn.</summary>
    public const int MostAsking = 1_000;

    private static readonly TimeSpan s_saveEvery = TimeSpan.FromMinutes(5);

    private readonly KpiSetup _setup;
    private readonly List<(IActorRef Asker, KpiWindow Window)> _asking = [];
    private readonly List<IActorRef> _stopping = [];
    private KpiOptions _options;
    private TimeSpan _interval;
    private KpiLedger? _ledger;
    private NewEvent? _started;
    private MonotonicTime _aliveAt;
    private MonotonicTime _savedAt;
    private string? _problem;
    private int _served;
    private bool _busy;
    private bool _again;
    private bool _stopWritten;

    public KpiActor(KpiSetup setup)
    {
        _setup = setup;
        (_options, _interval) = (setup.Options, setup.Interval);
        _aliveAt = _savedAt = setup.Clock.Now;
        _started = NodeEvents.Event(NodeEvents.Started, setup.Clock.UtcNow);
        Receive<Tick>(_ => Turn());
        Receive<Report>(OnReport);
        Receive<Apply>(apply => { (_options, _interval) = (apply.Options, apply.Interval); StartTimer(); });
        Receive<Stop>(_ => { _stopping.Add(Sender); Turn(); });
        Receive<Turned>(OnTurned);
    }

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(KpiSetup setup) => ActorProps.Create(() => new KpiActor(setup));

    protected override void PreStart()
    {
        StartTimer();
        Turn();
    }

    private void StartTimer() =>
        Timers.StartPeriodicTimer("tick", Tick.Instance, _interval < KpiLedger.AliveEvery ? _interval : KpiLedger.AliveEvery);

    private void OnReport(Report report)
    {
        if (_asking.Count >= MostAsking)
        {
            Sender.Tell(new KpiAnswer(null, "too many ask at the same time"), Self);
            return;
        }

        _asking.Add((Sender, report.Window));
        Turn();
    }

    private void Turn()
    {
        if (_busy)
        {
            _again = true; // whoever asked wants what was written before the question
            return;
        }

        _again = false;
        _served = _asking.Count;
        if (_setup.Journal() is not { } journal)
        {
            Finish(_setup.Trouble() ?? "the store is not reachable");
            return;
        }

        MonotonicTime now = _setup.Clock.Now;
        DateTimeOffset label = _setup.Clock.UtcNow;
        bool stops = _stopping.Count > 0 && !_stopWritten;
        bool alive = !_stopWritten && (stops || now - _aliveAt >= KpiLedger.AliveEvery);
        ImmutableArray<NewEvent> own =
        [
            .. _started is { } started ? [started] : ImmutableArray<NewEvent>.Empty,
            .. alive ? [NodeEvents.Event(stops ? NodeEvents.Stopped : NodeEvents.Alive, label)] : ImmutableArray<NewEvent>.Empty,
        ];
        bool save = _stopping.Count > 0 || now - _savedAt >= s_saveEvery;
        KpiLedger? known = _ledger;
        _busy = true;

        // A turn that outlives this actor ends when the journal is closed. After a failure that nobody foresaw the ledger is loaded anew.
        Task.Run(() => TurnAsync(journal, known, own, stops, save, label))
            .PipeTo(Self, Self, turned => turned, why => new Turned(null, why.Message, false, false, false));
    }

    private static async Task<Turned> TurnAsync(
        IEventJournal journal, KpiLedger? ledger, ImmutableArray<NewEvent> own, bool stops, bool save, DateTimeOffset label)
    {
        bool wrote = false;
        try
        {
            // Loaded before anything is written: an unreadable store must not look as if the node had just begun.
            ledger ??= await KpiTurn.LoadAsync(journal).ConfigureAwait(false);
            await KpiTurn.WriteAsync(journal, own).ConfigureAwait(false);
            wrote = true;
            await KpiTurn.ReadOnAsync(journal, ledger).ConfigureAwait(false);
            if (save)
            {
                await KpiTurn.SaveAsync(journal, ledger, label).ConfigureAwait(false);
            }

            return new Turned(ledger, null, !own.IsEmpty, stops, save);
        }
        catch (Exception away) when (away is JournalUnavailableException or ObjectDisposedException)
        {
            // The ledger is right up to where it came; the next turn goes on from there.
            return new Turned(ledger, away.Message, wrote && !own.IsEmpty, wrote && stops, false);
        }
    }

    private void OnTurned(Turned turned)
    {
        _busy = false;
        _ledger = turned.Ledger;
        if (turned.Wrote)
        {
            _started = null;
            _aliveAt = _setup.Clock.Now;
        }

        _stopWritten |= turned.WroteStop;
        _savedAt = turned.Saved ? _setup.Clock.Now : _savedAt;
        Finish(turned.Problem);
        if (_again)
        {
            Turn();
        }
    }

    private void Finish(string? problem)
    {
        if (problem is not null && _problem is null)
        {
            LogAway(_setup.Log, problem);
        }

        _problem = problem;
        string? behind = problem is null ? null : $"the journal cannot be read: {problem}";
        foreach ((IActorRef asker, KpiWindow window) in _asking.Take(_served))
        {
            asker.Tell(
                new KpiAnswer(_ledger is null ? null : KpiReports.Build(_ledger, window, _setup.Clock.UtcNow, _options, behind), behind),
                Self);
        }

        _asking.RemoveRange(0, _served);
        _served = 0;
        if (_stopping.Count > 0 && (_stopWritten || problem is not null))
        {
            _stopping.ForEach(asker => asker.Tell(new Stopped(problem is null), Self));
            _stopping.Clear();
        }
    }

    private sealed record Turned(KpiLedger? Ledger, string? Problem, bool Wrote, bool WroteStop, bool Saved);

    private sealed record Tick
    {
        public static readonly Tick Instance = new();
    }

    [LoggerMessage(2310, LogLevel.Warning, "Figures on success are not up to date: {Problem}")]
    private static partial void LogAway(ILogger log, string problem);
}
