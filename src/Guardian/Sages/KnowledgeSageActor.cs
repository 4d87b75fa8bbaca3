using Guardian.Cluster.Learning;
using Guardian.Council;
using Guardian.Incidents;
using Guardian.Learning.Knowledge;
using Microsoft.Extensions.Logging;

namespace Guardian.Sages;

/// <summary>Gives the knowledge sage its voice: learns from every <see cref="IncidentOutcome"/> and votes at every <see cref="CallToVote"/>.</summary>
/// <remarks>
/// It votes from the first moment, with what it knows by then. Nothing is saved before what was kept has been read, so that a store that
/// is away at the start is never overwritten with an empty base; what is learned meanwhile, at most <see cref="MostPending"/> lessons, is
/// folded on top of what is read. While a save runs the base goes on growing, and one more save follows.
/// </remarks>
public sealed partial class KnowledgeSageActor : ReceiveActor, IWithTimers
{
    /// <summary>Most lessons that wait for the store to be read; beyond that the oldest is lost.</summary>
    public const int MostPending = 1_000;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private readonly KnowledgeSageSetup _setup;
    private readonly Queue<Lesson> _pending = new();
    private KnowledgeBase _knowledge = KnowledgeBase.Empty;
    private bool _loaded;
    private bool _saving;
    private bool _unsaved;

    /// <summary>Makes the actor.</summary>
    /// <param name="setup">What it needs.</param>
    public KnowledgeSageActor(KnowledgeSageSetup setup)
    {
        _setup = setup;
        Receive<CallToVote>(OnCall);
        Receive<ReadKnowledge>(_ => Sender.Tell(_knowledge));
        if (setup.IsShared)
        {
            Receive<SharedKnowledge>(shared => _knowledge = shared.Knowledge);
            return;
        }

        Receive<IncidentOutcome>(OnOutcome);
        Receive<Loaded>(OnLoaded);
        Receive<LoadFailed>(failed =>
        {
            LogLoadFailed(_setup.Log, failed.Why.Message, RetryAfter);
            Timers.StartSingleTimer(nameof(Load), Load.Instance, RetryAfter);
        });
        Receive<Load>(_ => StartLoading());
        Receive<Saved>(_ =>
        {
            _saving = false;
            SaveIfNeeded();
        });
        Receive<SaveFailed>(failed =>
        {
            _saving = false;
            _unsaved = true;
            LogSaveFailed(_setup.Log, failed.Why.Message, RetryAfter);
            Timers.StartSingleTimer(nameof(Save), Save.Instance, RetryAfter);
        });
        Receive<Save>(_ => SaveIfNeeded());
    }

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make it.</summary>
    /// <param name="setup">What it needs.</param>
    /// <returns>The recipe.</returns>
    public static Props Props(KnowledgeSageSetup setup) => ActorProps.Create(() => new KnowledgeSageActor(setup));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(CallToVote));
        if (!_setup.IsShared)
        {
            Context.System.EventStream.Subscribe(Self, typeof(IncidentOutcome));
            StartLoading();
        }
    }

    private void OnCall(CallToVote call) => call.Council.Tell(
        KnowledgeSage.Vote(_knowledge, call.Proposal, _setup.LevelOf(call.Proposal.Case), _setup.Node, _setup.Mode, _setup.Options));

    private void OnOutcome(IncidentOutcome outcome)
    {
        Lesson lesson = Lesson.From(outcome, _setup.LevelOf(outcome.Case));
        _knowledge = _knowledge.Apply(lesson, _setup.Options);
        if (_loaded)
        {
            _unsaved = true;
            SaveIfNeeded();
            return;
        }

        if (_pending.Count == MostPending)
        {
            _pending.Dequeue();
        }

        _pending.Enqueue(lesson);
    }

    private void StartLoading() => LoadAsync().PipeTo(Self, success: knowledge => new Loaded(knowledge), failure: why => new LoadFailed(why));

    // Asynchronous, so that what an adapter throws at once is a failed task like any other.
    private async Task<KnowledgeBase> LoadAsync() => await _setup.Records.LoadAsync().ConfigureAwait(false);

    private async Task SaveAsync(KnowledgeBase knowledge) => await _setup.Records.SaveAsync(knowledge).ConfigureAwait(false);

    private void OnLoaded(Loaded loaded)
    {
        _knowledge = loaded.Knowledge;
        _loaded = true;
        _unsaved = _pending.Count > 0;
        while (_pending.TryDequeue(out Lesson? lesson))
        {
            _knowledge = _knowledge.Apply(lesson, _setup.Options);
        }

        LogLoaded(_setup.Log, _knowledge.Lessons, _knowledge.Signatures.Count);
        SaveIfNeeded();
    }

    private void SaveIfNeeded()
    {
        if (!_unsaved || _saving)
        {
            return;
        }

        _saving = true;
        _unsaved = false;
        SaveAsync(_knowledge).PipeTo(Self, success: () => Saved.Instance, failure: why => new SaveFailed(why));
    }

    private sealed record Loaded(KnowledgeBase Knowledge);

    private sealed record LoadFailed(Exception Why);

    private sealed record SaveFailed(Exception Why);

    private sealed record Load
    {
        public static readonly Load Instance = new();
    }

    private sealed record Save
    {
        public static readonly Save Instance = new();
    }

    private sealed record Saved
    {
        public static readonly Saved Instance = new();
    }

    [LoggerMessage(2851, LogLevel.Debug, "Knowledge of {Lessons} outcomes with {Signatures} signatures was read")]
    private static partial void LogLoaded(ILogger log, long lessons, int signatures);

    [LoggerMessage(2852, LogLevel.Warning, "What was learned could not be read: {Why}; the sage votes without it, and reads again in {Again}")]
    private static partial void LogLoadFailed(ILogger log, string why, TimeSpan again);

    [LoggerMessage(2853, LogLevel.Warning, "What was learned could not be kept: {Why}; it is in memory and is kept again in {Again}")]
    private static partial void LogSaveFailed(ILogger log, string why, TimeSpan again);
}
