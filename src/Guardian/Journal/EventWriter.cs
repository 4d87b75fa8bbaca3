using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace Guardian.Journal;

/// <summary>Writes events of any stream in the order in which they come, in batches, and says when they are durable.</summary>
/// <remarks>
/// Nobody is kept waiting by an absent store: whoever asked is told that it was not kept, and the event stays in line for the store's
/// return. At most <see cref="MostPending"/> wait; beyond that the oldest are dropped, counted and logged.
/// </remarks>
internal sealed partial class EventWriter : ReceiveActor, IWithTimers
{
    /// <summary>Events for a stream. When <paramref name="Answer"/>, the sender is told <see cref="Kept"/>.</summary>
    public sealed record Write(string Stream, ImmutableArray<NewEvent> Events, bool Answer);

    /// <summary>Answer to <see cref="Write"/>.</summary>
    /// <param name="Durable">False when the store is away: it is in memory only, for now.</param>
    public sealed record Kept(bool Durable);

    /// <summary>Write everything now; answered with <see cref="Kept"/>.</summary>
    public sealed record Flush
    {
        public static readonly Flush Instance = new();
    }

    private sealed record Written;

    private sealed record Failed(Exception Why);

    private sealed record Retry;

    private sealed record Pending(Write Order, IActorRef? Asker);

    /// <summary>Most writes that wait for the store.</summary>
    public const int MostPending = 20_000;

    private const int MostInBatch = 500;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Func<IEventJournal?> _journal;
    private readonly ILogger _log;
    private readonly LinkedList<Pending> _pending = new();
    private readonly List<IActorRef> _flushing = [];
    private ImmutableArray<Pending> _inFlight = [];
    private bool _away;
    private long _dropped;

    public EventWriter(Func<IEventJournal?> journal, ILogger log)
    {
        _journal = journal;
        _log = log;
        Receive<Write>(OnWrite);
        Receive<Written>(_ => OnWritten());
        Receive<Failed>(failed => OnFailed(failed.Why.Message));
        Receive<Retry>(_ => { _away = false; WriteNext(); });
        Receive<Flush>(_ => { _flushing.Add(Sender); _away = false; WriteNext(); });
    }

    /// <summary>Set by the runtime before <see cref="ActorBase.PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(Func<IEventJournal?> journal, ILogger log) => ActorProps.Create(() => new EventWriter(journal, log));

    private void OnWrite(Write order)
    {
        IActorRef? asker = order.Answer ? Sender : null;
        if (_away || _journal() is null)
        {
            asker?.Tell(new Kept(false));
            asker = null;
        }

        _pending.AddLast(new Pending(order, asker));
        DropBeyondBound();
        WriteNext();
    }

    private void WriteNext()
    {
        if (!_inFlight.IsEmpty)
        {
            return;
        }

        if (_away || _journal() is not { } journal)
        {
            if (_pending.Count > 0 && !Timers.IsTimerActive("retry"))
            {
                Timers.StartSingleTimer("retry", new Retry(), RetryAfter);
            }

            TellFlushed(_pending.Count == 0);
            return;
        }

        if (_pending.Count == 0)
        {
            TellFlushed(durable: true);
            return;
        }

        List<Pending> batch = [];
        while (batch.Count < MostInBatch && _pending.First is { } first)
        {
            batch.Add(first.Value);
            _pending.RemoveFirst();
        }

        _inFlight = [.. batch];
        StreamAppend[] appends = [.. batch
            .GroupBy(pending => pending.Order.Stream, StringComparer.Ordinal)
            .Select(stream => new StreamAppend(stream.Key, null, [.. stream.SelectMany(pending => pending.Order.Events)]))];
        journal.AppendAsync(appends).PipeTo(Self, Self, _ => new Written(), why => new Failed(why));
    }

    private void OnWritten()
    {
        foreach (Pending done in _inFlight)
        {
            done.Asker?.Tell(new Kept(true));
        }

        _inFlight = [];
        WriteNext();
    }

    private void OnFailed(string why)
    {
        LogAway(_log, why);
        foreach (Pending again in _inFlight.Reverse())
        {
            again.Asker?.Tell(new Kept(false));
            _pending.AddFirst(again with { Asker = null });
        }

        foreach (Pending waiting in _pending)
        {
            waiting.Asker?.Tell(new Kept(false));
        }

        Pending[] line = [.. _pending.Select(pending => pending with { Asker = null })];
        _pending.Clear();
        foreach (Pending pending in line)
        {
            _pending.AddLast(pending);
        }

        DropBeyondBound();
        _inFlight = [];
        _away = true;
        WriteNext();
    }

    private void DropBeyondBound()
    {
        while (_pending.Count > MostPending)
        {
            _pending.First!.Value.Asker?.Tell(new Kept(false));
            _pending.RemoveFirst();
            if (_dropped++ == 0)
            {
                LogDropped(_log, MostPending);
            }
        }
    }

    private void TellFlushed(bool durable)
    {
        foreach (IActorRef asker in _flushing)
        {
            asker.Tell(new Kept(durable));
        }

        _flushing.Clear();
    }

    [LoggerMessage(2310, LogLevel.Warning, "Events of incidents, council and alerts could not be stored, they are kept in memory: {Problem}")]
    private static partial void LogAway(ILogger log, string problem);

    [LoggerMessage(2311, LogLevel.Error, "More than {Most} events wait for the store; the oldest are lost")]
    private static partial void LogDropped(ILogger log, int most);
}
