using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Guardian.Workers.Records;

/// <content>A store that is away: tried again, and what it turns out to have known.</content>
internal sealed partial class RecordKeeper
{
    protected override void PreStart()
    {
        if (_setup.Reopen is null)
        {
            Report(_setup.OpenProblem);
            return;
        }

        Timers.StartPeriodicTimer("snapshot", Tick.Snapshot, SnapshotEvery);
        Timers.StartPeriodicTimer("trim", Tick.Trim, TrimEvery);
        if (_journal is null)
        {
            Report(_setup.OpenProblem ?? "the store is not open");
            RetryLater();
        }
        else
        {
            Report(null);
        }
    }

    private bool OpenAgain()
    {
        if (_journal is not null || _busy || _setup.Reopen is not { } open)
        {
            return false;
        }

        _busy = true;
        open().PipeTo(Self, Self, opened => opened, why => new WriteFailed(why));
        return true;
    }

    private void OnOpened(OpenedJournal opened)
    {
        _journal = opened.Journal;
        _busy = false;
        _position = opened.Loaded.Position;
        foreach ((string worker, long sequence) in opened.Loaded.Sequences)
        {
            _sequences[worker] = sequence;
        }

        // The store was away when this node started: what it knows of a person's intent counts where nobody has spoken since,
        // and every record is written anew.
        string removal = WorkerRecordJson.ToJournal(new WorkerEvent.WorkerRemoved(), _setup.Clock.UtcNow).Type;
        ImmutableDictionary<string, WorkerRecord> recalled = opened.Loaded.Records.RemoveRange(
            _pending.Where(pending => pending.Event.Type == removal).Select(pending => pending.Worker));
        foreach ((string worker, WorkerRecord known) in recalled)
        {
            WorkerRecord current = _records.GetValueOrDefault(worker) ?? WorkerRecord.New(worker);
            _records[worker] = current with { Run = current.Run ?? known.Run, Scale = current.Scale ?? known.Scale };
        }

        _dirty.UnionWith(_records.Keys);
        _setup.Board.Journal = opened.Journal;
        Context.System.EventStream.Publish(new Recalled(recalled));
        Report(null);
        WriteNext();
    }

    private void RetryLater()
    {
        _retrying = true;
        Timers.StartSingleTimer("retry", Tick.Retry, RetryAfter);
    }

    private void Report(string? problem)
    {
        if (problem != _setup.Board.StoreProblem)
        {
            if (problem is null)
            {
                LogStoreWorks(_log);
            }
            else
            {
                LogStoreProblem(_log, problem);
            }
        }

        _setup.Board.StoreProblem = problem;
    }

    [LoggerMessage(2301, LogLevel.Error, "The store cannot be used; supervision goes on without it: {Problem}")]
    private static partial void LogStoreProblem(ILogger log, string problem);

    [LoggerMessage(2302, LogLevel.Information, "The store is in use")]
    private static partial void LogStoreWorks(ILogger log);
}
