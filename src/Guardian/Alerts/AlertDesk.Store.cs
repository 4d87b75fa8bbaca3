using System.Collections.Immutable;
using Guardian.Journal;
using Microsoft.Extensions.Logging;

namespace Guardian.Alerts;

/// <content>Keeps what happens in the store, and finds it there again.</content>
public sealed partial class AlertDesk
{
    private sealed record Written(int Events);

    private sealed record SnapshotKept;

    private sealed record StoreFailed(Exception Why);

    private sealed record Pending(AlertEvent Event, AlertMoment At);

    /// <summary>Most events that wait for the store; beyond it the oldest are dropped, which is said once.</summary>
    internal const int MostPending = 10_000;

    /// <summary>Events after which the whole is kept as a snapshot, so that a start reads no more than these.</summary>
    internal const int SnapshotEvery = 1_000;

    private static readonly TimeSpan ReopenAfter = TimeSpan.FromSeconds(5);

    private readonly Queue<Pending> _pending = new();
    private readonly List<IActorRef> _flushing = [];
    private LoadedAlerts? _store;
    private ImmutableArray<Pending> _inFlight = [];
    private bool _busy;
    private bool _waiting; // for the timer that tries the store again
    private string? _problem;
    private long _lost;

    private void OpenStore()
    {
        if (_setup.Journal is null)
        {
            Report("no store is configured");
            return;
        }

        if (_store is not null)
        {
            WriteNext();
        }
        else if (_setup.Journal() is { } journal)
        {
            _busy = true;
            LoadedAlerts.ReadAsync(journal, AlertMoment.Now(_setup.Clock)).PipeTo(Self, Self, loaded => loaded, why => new StoreFailed(why));
        }
        else
        {
            Report("the store is not open");
            TryLater();
        }
    }

    private void OnLoaded(LoadedAlerts loaded)
    {
        _busy = false;
        _store = loaded;

        // What happened before the store could be read comes after what it holds.
        _board = _pending.Aggregate(loaded.Board, (board, pending) => board.Apply(pending.Event, pending.At));
        _board = _counts.Values.Aggregate(_board, (board, again) => board.Apply(again, AlertMoment.Now(_setup.Clock)));
        Report(null);
        LookBy(_setup.Clock.Now); // what was due while the node was down
        WriteNext();
    }

    private void Keep(AlertEvent happened)
    {
        if (_setup.Journal is null)
        {
            return; // nothing waits for a store that never comes
        }

        if (_pending.Count >= MostPending)
        {
            _pending.Dequeue();
            if (_lost++ == 0)
            {
                LogLost(_log, MostPending);
            }
        }

        _pending.Enqueue(new Pending(happened, AlertMoment.Now(_setup.Clock)));
    }

    private void WriteNext()
    {
        if (_busy || _waiting || _store is null)
        {
            AnswerFlush(complete: _pending.Count == 0 && !_busy);
            return;
        }

        if (_pending.Count > 0)
        {
            _inFlight = [.. _pending];
            _pending.Clear();
            _busy = true;
            StreamAppend append = new(LoadedAlerts.Stream, null, [.. _inFlight.Select(pending => AlertJson.ToJournal(pending.Event, pending.At.Wall))]);
            _store.Journal.AppendAsync([append]).PipeTo(Self, Self, _ => new Written(append.Events.Length), why => new StoreFailed(why));
        }
        else if (_store.SinceSnapshot >= SnapshotEvery)
        {
            _busy = true;
            JournalSnapshot snapshot = new(LoadedAlerts.Stream, _store.Sequence, AlertJson.ToSnapshot(_board), _setup.Clock.UtcNow);
            _store.Journal.SaveSnapshotsAsync([snapshot]).PipeTo(Self, Self, () => new SnapshotKept(), why => new StoreFailed(why));
        }
        else
        {
            AnswerFlush(complete: true);
        }
    }

    private void OnWritten(Written written)
    {
        _busy = false;
        _inFlight = [];
        _store = _store! with { Sequence = _store.Sequence + written.Events, SinceSnapshot = _store.SinceSnapshot + written.Events };
        Report(null);
        WriteNext();
        SendNext();
    }

    private void OnSnapshotKept()
    {
        _busy = false;
        _store = _store! with { SinceSnapshot = 0 };
        WriteNext();
    }

    private void OnStoreFailed(StoreFailed failed)
    {
        _busy = false;
        Pending[] behind = [.. _pending];
        _pending.Clear();
        foreach (Pending again in _inFlight.Concat(behind))
        {
            _pending.Enqueue(again); // back to the front of the line, so that order is kept
        }

        _inFlight = [];
        Report(failed.Why.Message);
        TryLater();
        AnswerFlush(complete: false);
        SendNext(); // rather told without a record than not told
    }

    private void OnFlush()
    {
        WriteCounts();
        _flushing.Add(Sender);
        if (_setup.Journal is null)
        {
            AnswerFlush(complete: true);
        }
        else if (_waiting || (_store is null && !_busy))
        {
            AnswerFlush(complete: false);
        }
        else if (!_busy)
        {
            WriteNext();
        }
    }

    private void AnswerFlush(bool complete)
    {
        if (_busy)
        {
            return; // answered when what is under way is done
        }

        foreach (IActorRef asker in _flushing)
        {
            asker.Tell(new Flushed(complete), Self);
        }

        _flushing.Clear();
    }

    private void TryLater()
    {
        _waiting = true;
        Timers.StartSingleTimer(Tick.Reopen, Tick.Reopen, ReopenAfter);
    }

    /// <summary>Whether a message's own event is stored, so that it outlives the node; without a working store nothing waits for it.</summary>
    private bool MaySend(Notification waiting) =>
        _problem is not null || !(IsQueuing(_inFlight, waiting.Id) || IsQueuing(_pending, waiting.Id));

    private static bool IsQueuing(IEnumerable<Pending> events, string id) =>
        events.Any(pending => pending.Event is AlertEvent.Queued queued && queued.Notification.Id == id);

    private void Report(string? problem)
    {
        if (problem != _problem)
        {
            if (problem is null)
            {
                LogStored(_log);
            }
            else
            {
                LogNotStored(_log, problem);
            }
        }

        _problem = problem;
    }

    [LoggerMessage(2804, LogLevel.Warning, "Alerts and messages are kept in memory only: {Problem}")]
    private static partial void LogNotStored(ILogger log, string problem);

    [LoggerMessage(2805, LogLevel.Information, "Alerts and messages are stored again")]
    private static partial void LogStored(ILogger log);

    [LoggerMessage(2806, LogLevel.Error, "More than {Most} events of alerts wait for the store; the oldest are lost to it")]
    private static partial void LogLost(ILogger log, int most);
}
