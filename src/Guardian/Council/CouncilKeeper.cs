using System.Collections.Immutable;
using Guardian.Journal;
using Microsoft.Extensions.Logging;

namespace Guardian.Council;

/// <summary>Writes what the council does to its records, in order, so that no meeting waits for the store.</summary>
/// <remarks>One write is under way at a time and takes along everything that came meanwhile. While the store is away events wait.</remarks>
internal sealed partial class CouncilKeeper : ReceiveActor, IWithTimers
{
    // A meeting is a few kilobytes; a council that cannot write for hours must not fill the memory.
    private const int MostWaiting = 1000;
    private const int MostAtOnce = 100;
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(5);

    private readonly Queue<NewEvent> _waiting = new();
    private readonly ICouncilRecords _records;
    private readonly ILogger _log;
    private int _writing;
    private bool _failing;
    private long _dropped;

    public CouncilKeeper(ICouncilRecords records, ILogger log)
    {
        (_records, _log) = (records, log);
        Receive<NewEvent>(Take);
        Receive<Written>(_ => OnWritten());
        Receive<NotWritten>(OnNotWritten);
        Receive<Retry>(_ => Write());
    }

    /// <summary>Set by the runtime before <see cref="ActorBase.PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ICouncilRecords records, ILogger log) => ActorProps.Create(() => new CouncilKeeper(records, log));

    private void Take(NewEvent next)
    {
        if (_waiting.Count - _writing >= MostWaiting)
        {
            _dropped++;
            return; // the newest is given up: what is being written stands at the front, and order is kept
        }

        _waiting.Enqueue(next);
        if (_writing == 0 && !_failing)
        {
            Write();
        }
    }

    private void Write()
    {
        ImmutableArray<NewEvent> batch = [.. _waiting.Take(MostAtOnce)];
        _writing = batch.Length;
        AppendAsync(batch).PipeTo(Self, success: static () => new Written(), failure: static why => new NotWritten(why));
    }

    // A port that throws at once is treated like one whose task fails.
    private async Task AppendAsync(ImmutableArray<NewEvent> batch) => await _records.AppendAsync(CouncilJson.Stream, batch).ConfigureAwait(false);

    private void OnWritten()
    {
        for (; _writing > 0; _writing--)
        {
            _waiting.Dequeue();
        }

        if (_failing)
        {
            LogWritesAgain(_log, _dropped);
            (_failing, _dropped) = (false, 0);
        }

        if (_waiting.Count > 0)
        {
            Write();
        }
    }

    private void OnNotWritten(NotWritten failed)
    {
        _writing = 0;
        if (!_failing)
        {
            _failing = true;
            LogCannotWrite(_log, failed.Why.Message);
        }

        Timers.StartSingleTimer("retry", new Retry(), s_retryAfter);
    }

    [LoggerMessage(2701, LogLevel.Warning, "Minutes and trust of the council wait for the store: {Why}")]
    private static partial void LogCannotWrite(ILogger log, string why);

    [LoggerMessage(2702, LogLevel.Information, "Minutes and trust of the council are kept again; {Dropped} entries were lost")]
    private static partial void LogWritesAgain(ILogger log, long dropped);

    private sealed record Written;

    private sealed record NotWritten(Exception Why);

    private sealed record Retry;
}
