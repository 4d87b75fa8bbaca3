using Guardian.Journal;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Bus;

/// <summary>Reads the shared journal in the order of commit and publishes each event as <see cref="BusEvent"/>; sends what is for all nodes.</summary>
/// <remarks>
/// <para>It begins at the end that the journal has when it is reached for the first time. From then on it only moves forward over what it
/// has read, so nothing is skipped: not by a restart of the actor, nor by a database that was away. It looks when the database calls
/// (<see cref="ClusterSignal.Events"/>), when the line is up again, and every <see cref="ClusterOptions.Poll"/>.</para>
/// <para>One reading is on its way at a time, and the actor never waits for it. Retried after <see cref="BusBackoff"/>.</para>
/// </remarks>
internal sealed partial class ClusterBusActor : ReceiveActor, IWithTimers
{
    private sealed record Opened(object Turn);

    private sealed record Looked(object Turn, long End);

    private sealed record Heard(object Turn, IReadOnlyList<JournalEvent> Events, bool More);

    private sealed record Failed(object Turn, Exception Why);

    private sealed record Sent(IActorRef? Asker, string Problem);

    private sealed record Due;

    /// <summary>Events read at a time.</summary>
    internal const int MostAtOnce = 1000;

    /// <summary>Messages for all nodes that are on their way at a time; beyond it they are refused.</summary>
    internal const int MostOnTheirWay = 1000;

    private const string Timer = "due";

    private readonly ClusterBusSetup _setup;
    private object? _turn; // names the work on its way; what an earlier incarnation began is told to nobody
    private bool _again; // somebody called meanwhile
    private bool _look = true; // the end of the journal has to be compared with what was read
    private int _failures;
    private MonotonicTime _awaySince;
    private int _onTheirWay;

    public ClusterBusActor(ClusterBusSetup setup)
    {
        _setup = setup;
        Receive<ClusterSignal>(OnSignal);
        Receive<Due>(_ => Next());
        Receive<Opened>(opened => opened.Turn == _turn, _ => OnOpened());
        Receive<Looked>(looked => looked.Turn == _turn, OnLooked);
        Receive<Heard>(heard => heard.Turn == _turn, OnHeard);
        Receive<Failed>(failed => failed.Turn == _turn, failed => OnFailed(failed.Why));
        Receive<BusProtocol.Publish>(OnPublish);
        Receive<Sent>(OnSent);
        ReceiveAny(static _ => { }); // late word of an earlier incarnation, or a signal that is not for the bus
    }

    /// <summary>Set by the runtime before <see cref="ActorBase.PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    private IEventJournal? Journal => _setup.Shared.Current;

    public static Props Props(ClusterBusSetup setup) => ActorProps.Create(() => new ClusterBusActor(setup));

    protected override void PreStart() => Next();

    protected override void PreRestart(Exception reason, object? message)
    {
        // Not as at the end: the journal stays open, and the next incarnation goes on where this one was.
    }

    protected override void PostStop() => _ = _setup.Shared.DisposeAsync().AsTask(); // who stops the node waits for it there

    private void OnSignal(ClusterSignal signal)
    {
        switch (signal)
        {
            case ClusterSignal.Reconnected:
                _look = true; // perhaps to another server, which does not know all that the old one knew
                Next();
                break;
            case ClusterSignal.Events when _failures == 0:
                Next();
                break;
            default:
                break; // not for the bus; or reading fails for another reason than a lost line, and is tried again in time
        }
    }

    /// <summary>Does what is next: open, look at the end, or read; or notes that it has to be done again.</summary>
    private void Next()
    {
        if (_turn is not null)
        {
            _again = true;
            return;
        }

        Timers.Cancel(Timer);
        _again = false;
        object turn = _turn = new object();
        Task<object> work = Journal is not { } journal ? OpenAsync(turn)
            : _look ? LookAsync(journal, turn)
            : ReadAsync(journal, turn, _setup.Shared.Told!.Value);
        work.PipeTo(Self, Self, static done => done, why => new Failed(turn, why));
    }

    private void End() => _turn = null;

    private async Task<object> OpenAsync(object turn)
    {
        IEventJournal journal = await _setup.Open(_setup.Shared.Closing).ConfigureAwait(false);
        if (!_setup.Shared.Put(journal))
        {
            await journal.DisposeAsync().ConfigureAwait(false); // the node has stopped meanwhile
        }

        return new Opened(turn);
    }

    private static async Task<object> LookAsync(IEventJournal journal, object turn)
    {
        IReadOnlyList<JournalEvent> newest = await journal.ReadNewestAsync(string.Empty, [], 1).ConfigureAwait(false);
        return new Looked(turn, newest.Count == 0 ? 0 : newest[0].Position);
    }

    private static async Task<object> ReadAsync(IEventJournal journal, object turn, long after)
    {
        List<JournalEvent> events = [];
        await foreach (JournalEvent item in journal.ReadAllAsync(after).ConfigureAwait(false))
        {
            events.Add(item);
            if (events.Count == MostAtOnce)
            {
                return new Heard(turn, events, More: true);
            }
        }

        return new Heard(turn, events, More: false);
    }

    private void OnOpened()
    {
        End();
        LogOpened(_setup.Log);
        Next();
    }

    private void OnLooked(Looked looked)
    {
        End();
        _look = false;
        if (_setup.Shared.Told is { } told && looked.End < told)
        {
            if (looked.End > 0) // else it is empty: retention took everything, which is no loss
            {
                LogRewound(_setup.Log, told, looked.End);
            }

            // To wait for the old place would be to miss everything until then.
            _setup.Shared.Told = looked.End;
        }

        _setup.Shared.Told ??= looked.End;
        Next();
    }

    private void OnHeard(Heard heard)
    {
        End();
        if (_failures > 0)
        {
            LogBack(_setup.Log, _setup.Clock.Now - _awaySince);
            _failures = 0;
        }

        foreach (JournalEvent item in heard.Events)
        {
            _setup.Shared.Told = item.Position;
            if (!BusStreams.IsForward(item.Stream))
            {
                Context.System.EventStream.Publish(new BusEvent(item));
            }
        }

        if (heard.More || _again)
        {
            Next();
        }
        else
        {
            Timers.StartSingleTimer(Timer, new Due(), _setup.Options.Poll);
        }
    }

    private void OnFailed(Exception why)
    {
        End();
        if (_failures++ == 0)
        {
            _awaySince = _setup.Clock.Now;
            LogAway(_setup.Log, why.Message);
        }

        _look = true;
        if (_again)
        {
            Next(); // the line has come up while this try was failing
        }
        else
        {
            Timers.StartSingleTimer(Timer, new Due(), BusBackoff.After(_failures, _setup.Random));
        }
    }

    private void OnPublish(BusProtocol.Publish order)
    {
        IActorRef? asker = order.Answer ? Sender : null;
        string? refused = Journal is null || _failures > 0 ? "the shared database is away"
            : _onTheirWay >= MostOnTheirWay ? $"{MostOnTheirWay} messages are on their way to the shared database already"
            : null;
        if (refused is not null)
        {
            asker?.Tell(new BusProtocol.Published(refused), Self);
            return;
        }

        _onTheirWay++;
        AppendAsync(Journal!, order).PipeTo(Self, Self, problem => new Sent(asker, problem));
    }

    /// <returns>What went wrong, or the empty text.</returns>
    private static async Task<string> AppendAsync(IEventJournal journal, BusProtocol.Publish order)
    {
        try
        {
            await journal.AppendAsync([new StreamAppend(order.Stream, null, order.Events)]).ConfigureAwait(false);
            return string.Empty;
        }
#pragma warning disable CA1031 // whatever it is, the sender has to be told, and cannot do better than to take it as not sent
        catch (Exception why)
#pragma warning restore CA1031
        {
            return why.Message;
        }
    }

    private void OnSent(Sent sent)
    {
        _onTheirWay = Math.Max(0, _onTheirWay - 1); // those of an earlier incarnation come here too
        sent.Asker?.Tell(new BusProtocol.Published(sent.Problem.Length == 0 ? null : sent.Problem), Self);
        if (sent.Problem.Length == 0 && _failures == 0)
        {
            Next(); // it is for this node as well, and the call may take longer
        }
    }

    [LoggerMessage(2950, LogLevel.Warning, "The shared journal cannot be read, it is tried again and again: {Problem}")]
    private static partial void LogAway(ILogger log, string problem);

    [LoggerMessage(2951, LogLevel.Information, "The shared journal is read again, after {Time}")]
    private static partial void LogBack(ILogger log, TimeSpan time);

    [LoggerMessage(2952, LogLevel.Error, "The shared journal has lost its newest events: it was read up to {Told} and ends at {End}; did a standby take over that was not synchronous?")]
    private static partial void LogRewound(ILogger log, long told, long end);

    [LoggerMessage(2953, LogLevel.Information, "The shared journal is open")]
    private static partial void LogOpened(ILogger log);
}
