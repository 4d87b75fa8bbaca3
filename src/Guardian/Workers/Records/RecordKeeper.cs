using System.Collections.Immutable;
using Guardian.Journal;
using Microsoft.Extensions.Logging;

namespace Guardian.Workers.Records;

/// <summary>The only writer of worker streams: takes events from the actors, writes them in batches, and keeps the folded records as snapshots.</summary>
/// <remarks>
/// Nobody waits for it but a person's command (<see cref="KeepDurably"/>), so a slow or absent store never slows a restart.
/// At most <see cref="MostPending"/> events wait; beyond that the oldest are dropped and counted. The records stay right all the same:
/// they are folded in memory before the event is written and reach the store with the next snapshot.
/// </remarks>
internal sealed partial class RecordKeeper : ReceiveActor, IWithTimers
{
    /// <summary>Something happened; to be kept when the store can.</summary>
    public sealed record Keep(string Worker, WorkerEvent Happened);

    /// <summary>A person said something; <paramref name="Reply"/> goes to the sender once it is durable, or <see cref="NotKept"/>.</summary>
    public sealed record KeepDurably(string Worker, WorkerEvent Happened, object Reply);

    /// <summary>The store would not take it; it is kept in memory and tried again.</summary>
    public sealed record NotKept(object Reply, string Why);

    /// <summary>The store could be opened at last; what it held when it was, by worker. Published to the event stream.</summary>
    /// <remarks>Without workers that were removed meanwhile: should one be defined again, it is another.</remarks>
    public sealed record Recalled(ImmutableDictionary<string, WorkerRecord> Records);

    /// <summary>How far a log has been followed.</summary>
    public sealed record LogFollowed(string Worker, int Index, long Offset);

    /// <summary>An instance's process announced progress for the first time.</summary>
    public sealed record ProgressHeard(string Worker, int Index);

    /// <summary>Write everything now; answered with <see cref="Flushed"/> when done or given up.</summary>
    public sealed record Flush
    {
        public static readonly Flush Instance = new();
    }

    /// <summary>Answer to <see cref="Flush"/>.</summary>
    public sealed record Flushed(bool Complete);

    private sealed record Written(long Position);

    private sealed record WriteFailed(Exception Why);

    private sealed record Trimmed(long Events);

    private sealed record TrimFailed(Exception Why);

    private sealed class Pending(string worker, NewEvent happened, IActorRef? replyTo, object? reply)
    {
        public string Worker { get; } = worker;
        public NewEvent Event { get; } = happened;
        public object? Reply { get; } = reply;
        public IActorRef? ReplyTo { get; set; } = replyTo; // null once answered
    }

    private sealed class Tick
    {
        public static readonly Tick Retry = new();
        public static readonly Tick Snapshot = new();
        public static readonly Tick Trim = new();
        public static readonly Tick Patience = new();
    }

    /// <summary>Most events that wait for the store: some minutes of a thousand workers in a crash loop.</summary>
    public const int MostPending = 50_000;

    private const int MostInBatch = 2_000;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan SnapshotEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan TrimEvery = TimeSpan.FromHours(1);

    private readonly RecordKeeperSetup _setup;
    private readonly ILogger _log;
    private readonly Queue<Pending> _pending = new();
    private readonly HashSet<string> _dirty = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _sequences;
    private readonly Dictionary<string, WorkerRecord> _records;
    private readonly List<IActorRef> _flushing = [];
    private IEventJournal? _journal;
    private ImmutableArray<Pending> _inFlight = [];
    private ImmutableArray<string> _snapshotsInFlight = [];
    private bool _busy;
    private bool _retrying;
    private long _position;

    public RecordKeeper(RecordKeeperSetup setup)
    {
        _setup = setup;
        _log = setup.Log;
        LoadedRecords loaded = setup.Opened?.Loaded ?? LoadedRecords.Empty;
        _journal = setup.Opened?.Journal;
        _records = new(loaded.Records, StringComparer.Ordinal);
        _sequences = new(loaded.Sequences, StringComparer.Ordinal);
        _position = loaded.Position;

        // What was read from events is in no snapshot yet, and a checkpoint may only pass what is.
        _dirty.UnionWith(_records.Keys);

        Receive<Keep>(keep => Take(keep.Worker, keep.Happened, null, null));
        Receive<KeepDurably>(keep => Take(keep.Worker, keep.Happened, Sender, keep.Reply));
        Receive<LogFollowed>(OnLogFollowed);
        Receive<ProgressHeard>(OnProgressHeard);
        Receive<Written>(OnWritten);
        Receive<WriteFailed>(failed => OnWriteFailed(failed.Why));
        Receive<OpenedJournal>(OnOpened);
        Receive<Trimmed>(trimmed => LogTrimmed(_log, trimmed.Events));
        Receive<TrimFailed>(failed => LogTrimFailed(_log, failed.Why.Message));
        Receive<Flush>(_ => OnFlush());
        Receive<Tick>(OnTick);
    }

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(RecordKeeperSetup setup) => ActorProps.Create(() => new RecordKeeper(setup));

    private void Take(string worker, WorkerEvent happened, IActorRef? replyTo, object? reply)
    {
        if (_setup.Reopen is null)
        {
            replyTo?.Tell(new NotKept(reply!, Trouble), Self); // no store, now or later: nothing waits for one
            return;
        }

        DateTimeOffset at = _setup.Clock.UtcNow;
        _records[worker] = (_records.GetValueOrDefault(worker) ?? WorkerRecord.New(worker)).Apply(happened, at);
        _dirty.Add(worker);
        if (_pending.Count >= MostPending)
        {
            Pending dropped = _pending.Dequeue();
            Answer(dropped, "too many events wait for the store");
            _setup.Board.CountDroppedEvent();
        }

        Pending next = new(worker, WorkerRecordJson.ToJournal(happened, at), replyTo, reply);
        _pending.Enqueue(next);
        if (_journal is null || _retrying)
        {
            // A person who waits is told at once; the event stays in line.
            Answer(next, Trouble);
            return;
        }

        if (replyTo is not null && !Timers.IsTimerActive(Tick.Patience))
        {
            Timers.StartSingleTimer(Tick.Patience, Tick.Patience, LongestAnswer);
        }

        WriteNext();
    }

    private string Trouble => _setup.Board.StoreProblem ?? "the store is not reachable";

    private void AnswerAll(string why)
    {
        foreach (Pending waiting in _inFlight.Concat(_pending))
        {
            Answer(waiting, why);
        }
    }

    private void OnFlush()
    {
        _flushing.Add(Sender);
        if (_journal is not null)
        {
            _retrying = false; // the last chance is not waited for
        }

        WriteNext();
    }

    private void OnLogFollowed(LogFollowed followed)
    {
        if (_records.TryGetValue(followed.Worker, out WorkerRecord? record))
        {
            _records[followed.Worker] = record.WithLogOffset(followed.Index, followed.Offset);
            _dirty.Add(followed.Worker);
        }
    }

    private void OnProgressHeard(ProgressHeard heard)
    {
        if (_records.TryGetValue(heard.Worker, out WorkerRecord? record))
        {
            _records[heard.Worker] = record.WithProgress(heard.Index);
            _dirty.Add(heard.Worker);
        }
    }

    private void WriteNext()
    {
        if (_busy)
        {
            return;
        }

        if (_journal is null || _retrying)
        {
            AnswerFlush(complete: _pending.Count == 0 && _dirty.Count == 0);
            return;
        }

        if (_pending.Count > 0)
        {
            List<Pending> batch = new(Math.Min(_pending.Count, MostInBatch));
            while (batch.Count < MostInBatch && _pending.TryDequeue(out Pending? next))
            {
                batch.Add(next);
            }

            _inFlight = [.. batch];
            StreamAppend[] appends = [.. batch
                .GroupBy(pending => pending.Worker, StringComparer.Ordinal)
                .Select(group => new StreamAppend(WorkerRecordJson.StreamOf(group.Key), null, [.. group.Select(pending => pending.Event)]))];
            _busy = true;
            _journal.AppendAsync(appends).PipeTo(Self, Self, position => new Written(position), why => new WriteFailed(why));
        }
        else if (_flushing.Count > 0 && _dirty.Count > 0)
        {
            SaveSnapshots();
        }
        else
        {
            AnswerFlush(complete: true);
        }
    }

    private void SaveSnapshots()
    {
        if (_busy || _journal is null || _retrying || _dirty.Count == 0)
        {
            return;
        }

        DateTimeOffset at = _setup.Clock.UtcNow;
        _snapshotsInFlight = [.. _dirty];
        List<JournalSnapshot> snapshots = [.. _snapshotsInFlight.Select(worker => new JournalSnapshot(
            WorkerRecordJson.StreamOf(worker), _sequences.GetValueOrDefault(worker), WorkerRecordJson.ToSnapshot(_records[worker]), at))];
        if (_pending.Count == 0)
        {
            // Everything up to here is folded into snapshots, so the next start reads only what comes after.
            snapshots.Add(LoadedRecords.Checkpoint(_position, at));
        }

        _dirty.Clear();
        _busy = true;
        _journal.SaveSnapshotsAsync(snapshots).PipeTo(Self, Self, () => new Written(0), why => new WriteFailed(why));
    }

    private void OnWritten(Written written)
    {
        _busy = false;
        if (!_inFlight.IsEmpty)
        {
            _position = Math.Max(_position, written.Position);
            foreach (Pending done in _inFlight)
            {
                _sequences[done.Worker] = _sequences.GetValueOrDefault(done.Worker) + 1;
                done.ReplyTo?.Tell(done.Reply!, Self);
            }

            _inFlight = [];
        }

        _snapshotsInFlight = [];
        Report(null);
        WriteNext();
    }

    private void OnWriteFailed(Exception why)
    {
        _busy = false;
        foreach (string worker in _snapshotsInFlight)
        {
            _dirty.Add(worker);
        }

        _snapshotsInFlight = [];
        if (!_inFlight.IsEmpty)
        {
            // Back to the front of the line, so that order is kept.
            Pending[] behind = [.. _pending];
            _pending.Clear();
            foreach (Pending again in _inFlight.Concat(behind))
            {
                _pending.Enqueue(again);
            }

            _inFlight = [];
        }

        Report(why.Message);
        AnswerAll(why.Message);
        RetryLater();
        WriteNext();
    }

    private void OnTick(Tick tick)
    {
        if (tick == Tick.Snapshot)
        {
            if (_pending.Count == 0)
            {
                SaveSnapshots();
            }
        }
        else if (tick == Tick.Patience)
        {
            AnswerAll("the store is slow");
        }
        else if (tick == Tick.Trim)
        {
            _journal?.TrimAsync(_setup.Retention.At(_setup.Clock.UtcNow))
                .PipeTo(Self, Self, events => new Trimmed(events), why => new TrimFailed(why));
        }
        else
        {
            _retrying = false;
            if (!OpenAgain())
            {
                WriteNext();
            }
        }
    }

    private void Answer(Pending pending, string why)
    {
        pending.ReplyTo?.Tell(new NotKept(pending.Reply!, why), Self);
        pending.ReplyTo = null;
    }

    private void AnswerFlush(bool complete)
    {
        foreach (IActorRef asker in _flushing)
        {
            asker.Tell(new Flushed(complete), Self);
        }

        _flushing.Clear();
    }

    [LoggerMessage(2303, LogLevel.Debug, "{Events} old events deleted from the store")]
    private static partial void LogTrimmed(ILogger log, long events);

    [LoggerMessage(2304, LogLevel.Warning, "Old events could not be deleted from the store: {Problem}")]
    private static partial void LogTrimFailed(ILogger log, string problem);
}
