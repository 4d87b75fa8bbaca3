using System.Collections.Immutable;
using System.Diagnostics;
using Guardian.Journal;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Bus;

/// <summary>Sends this node's own journal into the shared one: every event once, in order, whatever is killed or cut off in between.</summary>
/// <remarks>
/// <para>The node's own journal is the outbox. How far it was sent stands in the shared journal, written in one append with the events
/// themselves, which expects the word before it: so an append that is repeated in doubt is refused, and so is that of another node of the
/// same name. A node that joins for the first time, or with a new data directory, sends what happens from its start on, not its history.</para>
/// <para>Seeking -(place found)-> Reading -(events)-> Sending -(acknowledged)-> Pausing -> Reading; -(nothing more)-> Idle -(appended, poll)->
/// Reading; any -(failed)-> Waiting -(backoff, line up)-> Seeking; Seeking -(somebody else's word)-> Stopped for good.</para>
/// <para>The first events after quiet go at once. Under a lasting trickle the pause between appends grows to <see cref="LongestPause"/>,
/// so that a busy node makes few transactions of many events; a full batch is followed by the next without a pause.</para>
/// </remarks>
internal sealed partial class JournalForwarder : ReceiveActor, IWithTimers
{
    /// <summary>Events were appended to the node's own journal.</summary>
    public sealed record Appended
    {
        public static readonly Appended Instance = new();
    }

    /// <summary>Send without a pause what there is; answered with <see cref="Flushed"/>.</summary>
    public sealed record Flush
    {
        public static readonly Flush Instance = new();
    }

    /// <summary>Answer to <see cref="Flush"/>.</summary>
    /// <param name="All">False when the database is away, or the sending has stopped.</param>
    public sealed record Flushed(bool All);

    private sealed record Marked(object Turn, long LocalEnd);

    private sealed record Found(object Turn, long LocalEnd, ForwardCursor? Cursor, long? Snapshot);

    private sealed record Skipped(object Turn, ForwardSkip Skip);

    private sealed record Read(object Turn, IReadOnlyList<JournalEvent> Events, bool More);

    /// <param name="Turn">The work.</param>
    /// <param name="Reached">What stands in the shared journal now.</param>
    /// <param name="More">Whether the next reading follows without a pause.</param>
    private sealed record Sent(object Turn, ForwardCursor Reached, bool More);

    private sealed record Failed(object Turn, Exception Why);

    private sealed record Due;

    /// <summary>Events sent at a time.</summary>
    internal const int MostAtOnce = 500;

    /// <summary>Pause after the first append that follows quiet.</summary>
    internal static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);

    /// <summary>Pause between appends that follow each other for long.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private const long MostBytes = 1 << 20;
    private const int SnapshotEvery = 100;
    private const int MostConflicts = 5;
    private const string Timer = "due";

    private readonly JournalForwarderSetup _setup;
    private readonly List<IActorRef> _flushing = [];
    private object? _turn; // names the work on its way; what an earlier incarnation began is told to nobody
    private ForwardPlace? _place;
    private bool _seek = true; // what stands there has to be looked up
    private long? _startedAt;
    private long? _snapshot;
    private ForwardSkip? _skip;
    private bool _mark; // the place is to be written even when there is nothing to send: it is where this node has joined
    private bool _lateSeen;
    private bool _again; // woken meanwhile
    private bool _stopped;
    private int _full; // full batches since the backlog was looked at
    private int _conflicts; // in a row
    private int _failures;
    private MonotonicTime _awaySince;
    private TimeSpan _pause = ShortestPause;

    public JournalForwarder(JournalForwarderSetup setup)
    {
        _setup = setup;
        Receive<Appended>(_ => OnAppended());
        Receive<ClusterSignal>(OnSignal);
        Receive<Flush>(_ => OnFlush());
        Receive<Due>(_ => Next());
        Receive<Marked>(marked => marked.Turn == _turn, OnMarked);
        Receive<Found>(found => found.Turn == _turn, OnFound);
        Receive<Skipped>(skipped => skipped.Turn == _turn, OnSkipped);
        Receive<Read>(read => read.Turn == _turn, OnRead);
        Receive<Sent>(sent => sent.Turn == _turn, OnSent);
        Receive<Failed>(failed => failed.Turn == _turn, failed => OnFailed(failed.Why));
        ReceiveAny(static _ => { }); // late word of an earlier incarnation
    }

    /// <summary>Set by the runtime before <see cref="ActorBase.PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    private bool IsPausing => Timers.IsTimerActive(Timer) && _pause > ShortestPause;

    public static Props Props(JournalForwarderSetup setup) => ActorProps.Create(() => new JournalForwarder(setup));

    protected override void PreStart() => Next();

    private void OnAppended()
    {
        if (_failures == 0 && !IsPausing)
        {
            Next();
        }
    }

    private void OnSignal(ClusterSignal signal)
    {
        if (signal == ClusterSignal.Reconnected && (_failures > 0 || _seek))
        {
            Next();
        }
    }

    private void OnFlush()
    {
        _flushing.Add(Sender);
        Next();
    }

    /// <summary>Does what is next, unless something is on its way.</summary>
    private void Next()
    {
        if (_stopped)
        {
            TellFlushed(all: false);
            return;
        }

        if (_turn is not null)
        {
            _again = true;
            return;
        }

        Timers.Cancel(Timer);
        _again = false;
        object turn = new();
        if (_setup.Local() is { } local && _startedAt is null)
        {
            Run(turn, MarkAsync(local, turn)); // whether the database is there or not: what comes from now on is to be sent
        }
        else if (_setup.Local() is { } outbox && _setup.Shared() is { } shared)
        {
            Run(turn, _seek ? SeekAsync(outbox, shared, turn) : ReadAsync(outbox, turn, _place!.Position));
        }
        else
        {
            TellFlushed(all: false);
            Timers.StartSingleTimer(Timer, new Due(), _setup.Options.Poll);
        }
    }

    private void Run(object turn, Task<object> work)
    {
        _turn = turn;
        work.PipeTo(Self, Self, static done => done, why => new Failed(turn, why));
    }

    private static async Task<object> MarkAsync(IEventJournal local, object turn) =>
        new Marked(turn, await EndAsync(local).ConfigureAwait(false));

    private static async Task<long> EndAsync(IEventJournal journal)
    {
        IReadOnlyList<JournalEvent> newest = await journal.ReadNewestAsync(string.Empty, [], 1).ConfigureAwait(false);
        return newest.Count == 0 ? 0 : newest[0].Position;
    }

    private void OnMarked(Marked marked)
    {
        _turn = null;
        _startedAt = marked.LocalEnd;
        Next();
    }

    private async Task<object> SeekAsync(IEventJournal local, IEventJournal shared, object turn)
    {
        long end = await EndAsync(local).ConfigureAwait(false);
        string stream = BusStreams.Forward(_setup.Self.Node);
        ForwardCursor? cursor = null;
        long? snapshot = null;
        foreach (JournalSnapshot kept in await shared.ReadSnapshotsAsync(stream).ConfigureAwait(false))
        {
            if (kept.Stream == stream) // not that of a node whose name goes on after this one's
            {
                cursor = ForwardJson.Cursor(kept.Sequence, kept.Json);
                snapshot = kept.Sequence;
            }
        }

        await foreach (JournalEvent item in shared.ReadStreamAsync(stream, snapshot ?? 0).ConfigureAwait(false))
        {
            cursor = ForwardJson.Cursor(item.Sequence, item.Json);
        }

        return new Found(turn, end, cursor, snapshot);
    }

    private void OnFound(Found found)
    {
        _turn = null;
        ForwardVerdict verdict = ForwardRule.Judge(_place, found.Cursor, _setup.Self, _startedAt!.Value, _lateSeen);
        switch (verdict)
        {
            case ForwardVerdict.Resume resume:
                _place = new ForwardPlace(found.Cursor, resume.Position);
                break;
            case ForwardVerdict.Begin begin:
                LogBegins(_setup.Log, begin.Reason, begin.Position);
                _place = new ForwardPlace(found.Cursor, begin.Position);
                _mark = true;
                break;
            case ForwardVerdict.Rewound rewound:
                LogRewound(_setup.Log, rewound.Reason, rewound.Position);
                _place = new ForwardPlace(found.Cursor, rewound.Position);
                break;
            case ForwardVerdict.Late late:
                _lateSeen = true;
                _place = new ForwardPlace(found.Cursor, late.Position);
                break;
            case ForwardVerdict.Conflict conflict:
                Stop(conflict.Reason);
                return;
            default:
                throw new UnreachableException();
        }

        (_seek, _skip, _snapshot, _full) = (false, null, found.Snapshot, 0);
        if (found.LocalEnd - _place.Position > _setup.Options.Backlog)
        {
            object turn = new();
            Run(turn, SkipAsync(turn, _place.Position, found.LocalEnd - _setup.Options.Backlog));
        }
        else
        {
            Next();
        }
    }

    /// <summary>Counts what is left out: positions have holes where retention was.</summary>
    private async Task<object> SkipAsync(object turn, long after, long last)
    {
        long count = 0;
        if (_setup.Local() is { } local)
        {
            await foreach (JournalEvent item in local.ReadAllAsync(after).ConfigureAwait(false))
            {
                if (item.Position > last)
                {
                    break;
                }

                count++;
            }
        }

        return new Skipped(turn, new ForwardSkip(count, after, last));
    }

    private void OnSkipped(Skipped skipped)
    {
        _turn = null;
        if (skipped.Skip.Count > 0)
        {
            LogSkipped(_setup.Log, skipped.Skip.Count, _setup.Options.Backlog);
            _skip = skipped.Skip; // told with the next append
        }

        _place = _place! with { Position = skipped.Skip.Last };
        Next();
    }

    private static async Task<object> ReadAsync(IEventJournal local, object turn, long after)
    {
        List<JournalEvent> events = [];
        long bytes = 0;
        await foreach (JournalEvent item in local.ReadAllAsync(after).ConfigureAwait(false))
        {
            events.Add(item);
            bytes += item.Json.Length;
            if (events.Count == MostAtOnce || bytes >= MostBytes)
            {
                return new Read(turn, events, More: true);
            }
        }

        return new Read(turn, events, More: false);
    }

    private void OnRead(Read read)
    {
        _turn = null;
        NewEvent? first = _skip is null ? null : ForwardJson.SkippedEvent(_skip, _setup.Clock.UtcNow);
        ImmutableArray<(ImmutableArray<StreamAppend> Appends, ForwardCursor After)> batch =
            ForwardBatch.Make(_setup.Self, _place!, read.Events, first, _mark);
        if (batch.IsEmpty)
        {
            _pause = ShortestPause;
            NoteBack();
            if (!_again)
            {
                TellFlushed(all: true); // else what they mean may have come after this reading
            }

            Rest(_setup.Options.Poll);
        }
        else if (_setup.Shared() is { } shared)
        {
            object turn = new();
            Run(turn, SendAsync(shared, turn, batch, read.More || read.Events.Count == 0));
        }
        else
        {
            Next();
        }
    }

    private static async Task<object> SendAsync(
        IEventJournal shared, object turn, ImmutableArray<(ImmutableArray<StreamAppend> Appends, ForwardCursor After)> batch, bool more)
    {
        // All at once, so that the journal makes one transaction of them; it takes them in their order, and each expects the one before.
        Task[] appends = [.. batch.Select(part => shared.AppendAsync(part.Appends))];
        await Task.WhenAll(appends).ConfigureAwait(false); // also after a failure: nothing is on its way any more when its place is looked up
        return new Sent(turn, batch[^1].After, more);
    }

    private void OnSent(Sent sent)
    {
        _turn = null;
        (_place, _skip, _mark, _conflicts) = (new ForwardPlace(sent.Reached, sent.Reached.Position), null, false, 0);
        NoteBack();
        KeepSnapshot();
        if (sent.More)
        {
            _seek = ++_full % 20 == 0; // is more written here than can be sent?
            Next();
        }
        else if (_flushing.Count > 0)
        {
            Next(); // finds nothing more, or sends it too
        }
        else
        {
            TimeSpan pause = _pause;
            _pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            Timers.StartSingleTimer(Timer, new Due(), pause);
        }
    }

    /// <summary>Retention keeps what comes after the snapshot, so the last word is there however it is set; and there are few to read.</summary>
    private void KeepSnapshot()
    {
        ForwardCursor stands = _place!.Stands!;
        if (_snapshot is { } kept && stands.Sequence - kept < SnapshotEvery)
        {
            return;
        }

        _snapshot = stands.Sequence;
        _ = KeepAsync(
            new JournalSnapshot(BusStreams.Forward(_setup.Self.Node), stands.Sequence, ForwardJson.Bytes(stands), _setup.Clock.UtcNow),
            _setup.Shared());
    }

    private static async Task KeepAsync(JournalSnapshot snapshot, IEventJournal? shared)
    {
        try
        {
            await (shared?.SaveSnapshotsAsync([snapshot]) ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch (Exception why) when (why is JournalUnavailableException or ObjectDisposedException)
        {
            // Another one follows; what is wrong with the store is told by the appends.
        }
    }

    private void OnFailed(Exception why)
    {
        _turn = null;
        _seek = true;
        if (why is SequenceConflictException && ++_conflicts < MostConflicts)
        {
            Next(); // who wrote there is looked up at once
            return;
        }

        if (_failures++ == 0)
        {
            _awaySince = _setup.Clock.Now;
            LogAway(_setup.Log, why.Message);
        }

        TellFlushed(all: false);
        Rest(BusBackoff.After(_failures, _setup.Random));
    }

    /// <summary>Waits, unless somebody has called while work was on its way.</summary>
    private void Rest(TimeSpan time)
    {
        if (_again)
        {
            Next();
        }
        else
        {
            Timers.StartSingleTimer(Timer, new Due(), time);
        }
    }

    private void NoteBack()
    {
        if (_failures > 0)
        {
            LogBack(_setup.Log, _setup.Clock.Now - _awaySince);
            _failures = 0;
        }
    }

    private void Stop(string reason)
    {
        _stopped = true;
        LogStopped(_setup.Log, reason);
        Context.System.EventStream.Publish(new BusProtocol.ForwardingStopped(reason));
        TellFlushed(all: false);
    }

    private void TellFlushed(bool all)
    {
        foreach (IActorRef asker in _flushing)
        {
            asker.Tell(new Flushed(all), Self);
        }

        _flushing.Clear();
    }

    [LoggerMessage(2960, LogLevel.Information, "Events of this node are sent to the shared journal from now on: {Reason} (after {Position})")]
    private static partial void LogBegins(ILogger log, string reason, long position);

    [LoggerMessage(2961, LogLevel.Error, "Events of this node are not sent any more: {Reason}. Restart the node then")]
    private static partial void LogStopped(ILogger log, string reason);

    [LoggerMessage(2962, LogLevel.Warning, "Events of this node wait in its own journal, the shared one cannot be written: {Problem}")]
    private static partial void LogAway(ILogger log, string problem);

    [LoggerMessage(2963, LogLevel.Information, "Events of this node are sent again, after {Time}")]
    private static partial void LogBack(ILogger log, TimeSpan time);

    [LoggerMessage(2964, LogLevel.Error, "{Count} old events of this node are not sent: more than {Backlog} were waiting. Its own journal has them")]
    private static partial void LogSkipped(ILogger log, long count, int backlog);

    [LoggerMessage(2965, LogLevel.Error, "Events of this node: {Reason} (after {Position}); did a standby take over that was not synchronous?")]
    private static partial void LogRewound(ILogger log, string reason, long position);
}
