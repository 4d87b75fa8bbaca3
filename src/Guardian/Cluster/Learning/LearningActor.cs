using System.Collections.Immutable;
using System.Globalization;
using Guardian.Cluster.Bus;
using Guardian.Council;
using Guardian.Hosting;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Learning;
using Guardian.Learning.Knowledge;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Learning;

/// <summary>Shares what this node learns with the others, and tells council and knowledge sage what all of them have learned.</summary>
/// <remarks>
/// <para>Begin: what was kept is read from the node's own journal; then the shared lessons that were missed; then own lessons that have not
/// come back are sent. An outcome counts at once; it is sent when everything committed has been read. A gap in what is heard, a problem with
/// sending and a restart all lead to reading again.</para>
/// <para>The node keeps base and own lessons together in one snapshot, so that both always fit: a lesson that it had sent is found by
/// reading on from the base that was kept with it.</para>
/// </remarks>
internal sealed partial class LearningActor : ReceiveActor, IWithTimers
{
    /// <summary>Lessons after which the shared snapshot is written anew.</summary>
    public const int SnapshotEvery = 64;

    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestSend = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_saveAgainAfter = TimeSpan.FromSeconds(30);

    private readonly LearningSetup _setup;
    private readonly CouncilRecords _records;
    private SharedLearning _learning = SharedLearning.Alone(KnowledgeBase.Empty, TrustWeights.Equal);
    private ImmutableArray<SharedLesson> _past = [];
    private long _heard;
    private long _snapshotAt;
    private bool _loaded;
    private bool _broughtIn;
    private bool _reading;
    private bool _sending;
    private bool _saving;
    private bool _unsaved;
    private bool _snapshotting;
    private bool _away;

    public LearningActor(LearningSetup setup)
    {
        _setup = setup;
        _records = new CouncilRecords(setup.Own);
        Receive<IncidentOutcome>(outcome => Learn(SharedLesson.From(_setup.Node, outcome, _setup.LevelOf(outcome.Case))));
        Receive<BusEvent>(heard => heard.Event.Stream == BusStreams.Lessons, heard => OnHeard(heard.Event));
        Receive<Loaded>(OnLoaded);
        Receive<NotLoaded>(failed =>
        {
            LogNotLoaded(_setup.Log, failed.Why.Message);
            Again(Load.Instance, s_retryAfter);
        });
        Receive<Load>(_ => StartLoading());
        Receive<CaughtUp>(OnCaughtUp);
        Receive<NotCaughtUp>(failed => OnAway(failed.Why.Message));
        Receive<Retry>(_ => CatchUp());
        Receive<Sent>(OnSent);
        Receive<Saved>(_ => OnSaved());
        Receive<NotSaved>(OnNotSaved);
        Receive<Save>(_ => SaveIfNeeded());
        Receive<SnapshotDone>(done => (_snapshotting, _snapshotAt) = (false, Math.Max(_snapshotAt, done.At)));
    }

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(LearningSetup setup) => ActorProps.Create(() => new LearningActor(setup));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(IncidentOutcome));
        Context.System.EventStream.Subscribe(Self, typeof(BusEvent));
        StartLoading();
    }

    // ---- what was kept -----------------------------------------------------------------------------------------------------------

    private void StartLoading() => LoadAsync().PipeTo(Self, Self, static loaded => loaded, static why => new NotLoaded(why));

    private async Task<Loaded> LoadAsync()
    {
        if (!_setup.Keeps)
        {
            return new Loaded(KnowledgeBase.Empty, TrustWeights.Equal, null, [], []);
        }

        IEventJournal journal = _setup.Own() ?? throw new JournalUnavailableException(JournalProblem.Unreachable, "the store is not open");
        IReadOnlyList<JournalSnapshot> kept = await journal.ReadSnapshotsAsync(LessonJson.Stream).ConfigureAwait(false);
        (SharedBase? shared, ImmutableArray<SharedLesson> own) = kept.FirstOrDefault(static each => each.Stream == LessonJson.Stream) is { } snapshot
            ? LessonJson.FromKept(snapshot.Json.Span)
            : (null, []);
        KnowledgeBase alone = await new KnowledgeRecords(_setup.Own, _setup.Clock).LoadAsync().ConfigureAwait(false);
        IReadOnlyList<JournalEvent> trust = await _records.NewestAsync(CouncilJson.Stream, [CouncilJson.TrustChanged], 1).ConfigureAwait(false);
        TrustWeights weights = trust is [{ } last] && CouncilJson.FromJournal(last) is CouncilEvent.TrustChanged { Weights: { AreValid: true } known } ? known : TrustWeights.Equal;
        return new Loaded(alone, weights, shared, own, await PastLessons.ReadAsync(_records, _setup.Node, _setup.LevelOf).ConfigureAwait(false));
    }

    private void OnLoaded(Loaded loaded)
    {
        // What happened while it was read counts on top.
        ImmutableArray<SharedLesson> meanwhile = [.. _learning.Own.Select(static own => own.Lesson)];
        SharedLearning before = SharedLearning.Alone(loaded.Knowledge, loaded.Trust);
        _learning = loaded.Shared is { } shared ? before.CaughtUp(shared, _setup.Rules) : before;
        foreach (SharedLesson lesson in loaded.Own.Concat(meanwhile))
        {
            _learning = _learning.Learn(lesson, _setup.Rules).Next;
        }

        _past = loaded.Past;
        _loaded = true;
        Tell(null);
        CatchUp();
    }

    // ---- what all have learned ---------------------------------------------------------------------------------------------------

    private void Learn(SharedLesson lesson)
    {
        (_learning, TrustChange? change) = _learning.Learn(lesson, _setup.Rules);
        if (change is not null)
        {
            Changed(change);
            Send();
        }
    }

    private void OnHeard(JournalEvent heard)
    {
        _heard = Math.Max(_heard, heard.Sequence);
        if (!_loaded || _reading)
        {
            return; // the reading that is under way, or the next one, takes it along
        }

        if (_learning.Hear(heard.Sequence, LessonJson.FromBus(heard), _setup.Rules) is not { } next)
        {
            CatchUp();
            return;
        }

        bool moved = next.Next.Base.Sequence != _learning.Base.Sequence;
        _learning = next.Next;
        if (moved)
        {
            Changed(next.Change);
            WriteSnapshot();
        }
    }

    private void CatchUp()
    {
        if (!_loaded || _reading || _sending)
        {
            return;
        }

        if (_setup.Shared() is not { } journal)
        {
            OnAway("it is not connected");
            return;
        }

        _reading = true;
        long heard = _heard;
        LessonReader.CatchUpAsync(journal, _learning.HasRead ? _learning.Base : null, _setup.Rules)
            .PipeTo(Self, Self, read => new CaughtUp(read, heard), static why => new NotCaughtUp(why));
    }

    private void OnCaughtUp(CaughtUp caught)
    {
        _reading = false;
        bool anew = _heard == caught.Heard;
        TrustWeights before = _learning.Trust;
        _learning = _learning.CaughtUp(caught.Read, _setup.Rules);
        if (anew)
        {
            _heard = caught.Read.Sequence; // of a store that was set up anew it is less than before
        }

        if (!_broughtIn)
        {
            _broughtIn = true;
            foreach (SharedLesson lesson in _past)
            {
                _learning = _learning.Learn(lesson, _setup.Rules).Next;
            }

            _past = [];
        }

        if (_away)
        {
            _away = false;
            LogBack(_setup.Log, _learning.Base.Sequence);
        }

        Changed(_learning.Trust == before || caught.Read.LastIncident is not { } incident
            ? null
            : new TrustChange(incident, new TrustVerdict(
                _learning.Trust, Changed: true, [], string.Create(CultureInfo.InvariantCulture, $"what the cluster had learned was read, up to lesson {caught.Read.Sequence}"))));
        WriteSnapshot();
        if (_heard > _learning.Base.Sequence)
        {
            CatchUp();
        }
        else
        {
            Send();
        }
    }

    private void OnAway(string why)
    {
        _reading = false;
        if (!_away)
        {
            _away = true;
            LogAway(_setup.Log, why, _learning.Own.Length);
        }

        Again(Retry.Instance, s_retryAfter);
    }

    // ---- sending -----------------------------------------------------------------------------------------------------------------

    private void Send()
    {
        if (!_loaded || _reading || _sending || _away || _learning.NextBatch is not { IsEmpty: false } batch)
        {
            return;
        }

        _sending = true;
        _setup.Bus.Ask<BusProtocol.Published>(new BusProtocol.Publish(BusStreams.Lessons, [.. batch.Select(LessonJson.ToBus)], Answer: true), s_longestSend)
            .PipeTo(Self, Self, published => new Sent(batch, published.Problem), why => new Sent(batch, why.Message));
    }

    private void OnSent(Sent sent)
    {
        _sending = false;
        if (sent.Problem is { } problem)
        {
            OnAway(problem); // whether it was sent shows when everything is read again
            return;
        }

        _learning = _learning.Sent(sent.Batch);
        if (_heard > _learning.Base.Sequence)
        {
            CatchUp();
        }
        else
        {
            Send();
        }
    }

    // ---- keeping -----------------------------------------------------------------------------------------------------------------

    private void Changed(TrustChange? change)
    {
        Tell(change);
        _unsaved = true;
        SaveIfNeeded();
    }

    private void Tell(TrustChange? change)
    {
        SharedKnowledge known = new(_learning.Knowledge, _learning.Trust, change);
        foreach (IActorRef listener in _setup.Listeners)
        {
            listener.Tell(known, Self);
        }
    }

    private void SaveIfNeeded()
    {
        if (!_setup.Keeps || !_loaded || !_unsaved || _saving)
        {
            return;
        }

        _saving = true;
        _unsaved = false;
        SaveAsync(_learning).PipeTo(Self, Self, static () => new Saved(), static why => new NotSaved(why));
    }

    private async Task SaveAsync(SharedLearning learning)
    {
        IEventJournal journal = _setup.Own() ?? throw new JournalUnavailableException(JournalProblem.Unreachable, "the store is not open");
        DateTimeOffset at = _setup.Clock.UtcNow;
        List<JournalSnapshot> snapshots = [new(LessonJson.Stream, learning.Base.Sequence, LessonJson.ToKept(learning), at)];
        if (learning.HasRead)
        {
            // A node that is taken out of the cluster goes on with what it knew in it.
            snapshots.Add(new(KnowledgeJson.Stream, 0, KnowledgeJson.ToSnapshot(learning.Knowledge), at));
        }

        await journal.SaveSnapshotsAsync(snapshots).ConfigureAwait(false);
    }

    private void OnSaved()
    {
        _saving = false;
        SaveIfNeeded();
    }

    private void OnNotSaved(NotSaved failed)
    {
        (_saving, _unsaved) = (false, true);
        LogNotSaved(_setup.Log, failed.Why.Message);
        Again(Save.Instance, s_saveAgainAfter);
    }

    /// <summary>Now and then one of the nodes writes down what all have learned, for those that join later.</summary>
    private void WriteSnapshot()
    {
        if (_snapshotting || _learning.Base.Sequence - _snapshotAt < SnapshotEvery || _setup.Shared() is not { } journal)
        {
            return;
        }

        _snapshotting = true;
        SharedBase shared = _learning.Base;
        SnapshotAsync(journal, shared).PipeTo(Self, Self, static at => new SnapshotDone(at), _ => new SnapshotDone(0)); // the next lesson brings the next chance
    }

    private async Task<long> SnapshotAsync(IEventJournal journal, SharedBase shared)
    {
        string lease = LeaseKeys.Job("knowledge");
        if (!await _setup.TryLease(lease).ConfigureAwait(false))
        {
            return shared.Sequence - (SnapshotEvery / 2); // another node is at it; looked at again a while later
        }

        try
        {
            long there = (await LessonReader.SnapshotAsync(journal).ConfigureAwait(false))?.Sequence ?? 0;
            if (shared.Sequence - there >= SnapshotEvery)
            {
                await journal.SaveSnapshotsAsync([new JournalSnapshot(BusStreams.Lessons, shared.Sequence, LessonJson.ToSnapshot(shared), _setup.Clock.UtcNow)])
                    .ConfigureAwait(false);
                return shared.Sequence;
            }

            return there;
        }
        finally
        {
            await _setup.ReleaseLease(lease).ConfigureAwait(false);
        }
    }

    private void Again(object what, TimeSpan after) => Timers.StartSingleTimer(what.GetType().Name, what, after);

    [LoggerMessage(2911, LogLevel.Warning, "What was learned could not be read from the node's store: {Why}; it is read again")]
    private static partial void LogNotLoaded(ILogger log, string why);

    [LoggerMessage(2912, LogLevel.Warning, "What the cluster has learned cannot be read or sent: {Why}; {Waiting} lessons of this node wait")]
    private static partial void LogAway(ILogger log, string why, int waiting);

    [LoggerMessage(2913, LogLevel.Information, "What the cluster has learned was read up to lesson {Sequence}")]
    private static partial void LogBack(ILogger log, long sequence);

    [LoggerMessage(2914, LogLevel.Warning, "What was learned could not be kept in the node's store: {Why}; it is kept later")]
    private static partial void LogNotSaved(ILogger log, string why);

    private sealed record Loaded(
        KnowledgeBase Knowledge, TrustWeights Trust, SharedBase? Shared, ImmutableArray<SharedLesson> Own, ImmutableArray<SharedLesson> Past);

    private sealed record NotLoaded(Exception Why);

    private sealed record Load
    {
        public static readonly Load Instance = new();
    }

    private sealed record CaughtUp(SharedBase Read, long Heard);

    private sealed record NotCaughtUp(Exception Why);

    private sealed record Retry
    {
        public static readonly Retry Instance = new();
    }

    private sealed record Sent(ImmutableArray<SharedLesson> Batch, string? Problem);

    private sealed record Saved;

    private sealed record NotSaved(Exception Why);

    private sealed record Save
    {
        public static readonly Save Instance = new();
    }

    private sealed record SnapshotDone(long At);
}
