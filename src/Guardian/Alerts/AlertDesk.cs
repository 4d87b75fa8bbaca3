using System.Collections.Immutable;
using Guardian.Hosting;
using Microsoft.Extensions.Logging;

namespace Guardian.Alerts;

/// <summary>Takes signals, keeps the alerts and their history, and sees to it that people are told, once, also over a crash of the node.</summary>
/// <remarks>
/// Told <see cref="AlertSignal"/>s it answers nothing. Asked, it answers <see cref="List"/> with <see cref="Listing"/>,
/// <see cref="Acknowledge"/> with <see cref="CommandReply"/>, <see cref="Flush"/> with <see cref="Flushed"/>. Every change of an alert is
/// published as <see cref="Alert"/> to the event stream. What happens is an event in stream <c>alerts</c>; a message is sent when the event
/// that queued it is stored, and taken off the queue when its sending is. Without a store it goes on in memory and says so.
/// </remarks>
public sealed partial class AlertDesk : ReceiveActor, IWithTimers
{
    /// <summary>Asks for alerts.</summary>
    /// <param name="Query">Which.</param>
    public sealed record List(AlertQuery Query);

    /// <summary>Answer to <see cref="List"/>.</summary>
    /// <param name="Alerts">Newest first.</param>
    /// <param name="Waiting">Messages that wait to be sent.</param>
    /// <param name="StoreProblem">Why alerts are not kept at the moment, or null.</param>
    public sealed record Listing(ImmutableArray<Alert> Alerts, int Waiting, string? StoreProblem);

    /// <summary>Says that a person has seen an alert.</summary>
    /// <param name="Id">Which.</param>
    /// <param name="By">Who.</param>
    public sealed record Acknowledge(string Id, string By);

    /// <summary>Goes on with other options, after a reload.</summary>
    /// <param name="Options">The options.</param>
    /// <param name="Notifiers">Who carries messages from now on.</param>
    public sealed record Configure(AlertOptions Options, ImmutableArray<INotifier> Notifiers);

    /// <summary>Write everything now; answered with <see cref="Flushed"/> when done or given up.</summary>
    public sealed record Flush
    {
        /// <summary>The only one.</summary>
        public static Flush Instance { get; } = new();
    }

    /// <summary>Answer to <see cref="Flush"/>.</summary>
    /// <param name="Complete">False when something could not be stored.</param>
    public sealed record Flushed(bool Complete);

    private enum Tick
    {
        Look,
        Counts,
        Reopen,
        Send,
    }

    /// <summary>How long counts of repeated alerts may stay unwritten, so that a storm of signals does not become one of events.</summary>
    private static readonly TimeSpan CountsAfter = TimeSpan.FromSeconds(10);

    private readonly AlertDeskSetup _setup;
    private readonly ILogger _log;
    private readonly Dictionary<string, AlertEvent.Repeated> _counts = new(StringComparer.Ordinal); // by alert, at most one each
    private AlertOptions _options;
    private AlertBoard _board = AlertBoard.Empty;
    private MonotonicTime? _lookAt;

    /// <summary>Called by the runtime; see <see cref="Props(AlertDeskSetup)"/>.</summary>
    /// <param name="setup">What it is given.</param>
    public AlertDesk(AlertDeskSetup setup)
    {
        _setup = setup;
        _log = setup.Log;
        _options = setup.Options;
        _lines = LinesOf(setup.Notifiers);

        Receive<AlertSignal>(Hear);
        Receive<List>(asked => Sender.Tell(new Listing(_board.Find(asked.Query), _board.Queue.Count, _problem), Self));
        Receive<Acknowledge>(asked => Sender.Tell(OnAcknowledge(asked), Self));
        Receive<Configure>(OnConfigure);
        Receive<Flush>(_ => OnFlush());
        Receive<LoadedAlerts>(OnLoaded);
        Receive<Written>(OnWritten);
        Receive<SnapshotKept>(_ => OnSnapshotKept());
        Receive<StoreFailed>(OnStoreFailed);
        Receive<Answered>(OnAnswered);
        Receive<Tick>(OnTick);
    }

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make the desk; one for each node.</summary>
    /// <param name="setup">What it is given.</param>
    /// <returns>The props.</returns>
    public static Props Props(AlertDeskSetup setup) => ActorProps.Create(() => new AlertDesk(setup));

    /// <inheritdoc />
    protected override void PreStart() => OpenStore();

    private void Hear(AlertSignal signal)
    {
        AlertVerdict verdict = AlertRules.Hear(_board, signal, _setup.Context(), _setup.Clock.UtcNow, _options);
        LogHeard(_log, signal.Key, verdict.Reason);
        foreach (AlertEvent happened in verdict.Events)
        {
            if (happened is AlertEvent.Repeated again && _board.Alerts[again.Id].Level == again.Level)
            {
                Count(again);
            }
            else
            {
                Happen(happened);
            }
        }

        LookBy(_setup.Clock.Now + _options.GroupWait);
        WriteNext();
    }

    /// <summary>An alert that is raised again and again is counted at once and written now and then.</summary>
    private void Count(AlertEvent.Repeated again)
    {
        _board = _board.Apply(again, AlertMoment.Now(_setup.Clock));
        if (_counts.Count == 0)
        {
            Timers.StartSingleTimer(Tick.Counts, Tick.Counts, CountsAfter);
        }

        _counts[again.Id] = again;
    }

    private void WriteCounts()
    {
        foreach (AlertEvent.Repeated again in _counts.Values)
        {
            Keep(again);
            Publish(again.Id);
        }

        _counts.Clear();
    }

    private void Happen(AlertEvent happened)
    {
        _board = _board.Apply(happened, AlertMoment.Now(_setup.Clock));
        Keep(happened);
        switch (happened)
        {
            case AlertEvent.Raised raised:
                Publish(raised.Alert.Id);
                break;
            case AlertEvent.Repeated again:
                _counts.Remove(again.Id); // this one knows the count
                Publish(again.Id);
                break;
            case AlertEvent.Resolved over:
                Publish(over.Id);
                break;
            case AlertEvent.Acknowledged seen:
                Publish(seen.Id);
                break;
            case AlertEvent.Dropped dropped:
                LogDropped(_log, dropped.Id, dropped.Reason);
                break;
            default:
                break;
        }
    }

    private void Publish(string id)
    {
        if (_board.Alerts.TryGetValue(id, out Alert? alert))
        {
            Context.System.EventStream.Publish(alert);
        }
    }

    private CommandReply OnAcknowledge(Acknowledge asked)
    {
        if (!_board.Alerts.TryGetValue(asked.Id, out Alert? alert))
        {
            return new CommandReply.UnknownName($"there is no alert '{asked.Id}'; `pbm alert list` shows them");
        }

        if (alert.State == AlertState.Resolved)
        {
            return new CommandReply.Refused($"alert {asked.Id} is over; there is nothing left to acknowledge");
        }

        if (alert.AcknowledgedBy is { } earlier)
        {
            return new CommandReply.Accepted($"alert {asked.Id} was acknowledged by {earlier} before");
        }

        Happen(new AlertEvent.Acknowledged(asked.Id, asked.By));
        WriteNext();
        return new CommandReply.Accepted($"alert {asked.Id} is acknowledged and will not be repeated unless it rises"
            + (_problem is { } problem ? $" (not yet stored, so a restart of the node may forget it: {problem})" : string.Empty));
    }

    private void OnConfigure(Configure configure)
    {
        _options = configure.Options;
        _lines = LinesOf(configure.Notifiers);
        LookBy(_setup.Clock.Now);
    }

    private void OnTick(Tick tick)
    {
        switch (tick)
        {
            case Tick.Look:
                Look();
                break;
            case Tick.Counts:
                WriteCounts();
                WriteNext();
                break;
            case Tick.Reopen:
                _waiting = false;
                OpenStore();
                break;
            default:
                SendNext();
                break;
        }
    }

    /// <summary>Makes sure that the board is looked at by a moment.</summary>
    private void LookBy(MonotonicTime at)
    {
        if (_lookAt is { } planned && planned <= at)
        {
            return;
        }

        _lookAt = at;
        TimeSpan wait = at - _setup.Clock.Now;
        if (wait > TimeSpan.Zero)
        {
            Timers.StartSingleTimer(Tick.Look, Tick.Look, wait);
        }
        else
        {
            Self.Tell(Tick.Look, Self);
        }
    }

    private void Look()
    {
        _lookAt = null;
        AlertVerdict verdict = AlertRules.Due(_board, AlertMoment.Now(_setup.Clock), _options);
        if (!verdict.Events.IsEmpty)
        {
            LogDue(_log, verdict.Reason);
            WriteCounts();
            foreach (AlertEvent happened in verdict.Events)
            {
                Happen(happened);
            }

            // What was told now may have to be repeated later.
            verdict = AlertRules.Due(_board, AlertMoment.Now(_setup.Clock), _options);
        }

        if (verdict.Next is { } next)
        {
            LookBy(next);
        }

        GiveUp();
        WriteNext();
        SendNext();
    }

    private void GiveUp()
    {
        foreach (AlertEvent dropped in AlertRules.GiveUp(_board, _setup.Clock.UtcNow, [.. _lines.Keys], _options).Events)
        {
            Happen(dropped);
        }
    }

    [LoggerMessage(2801, LogLevel.Debug, "{Key}: {Reason}")]
    private static partial void LogHeard(ILogger log, string key, string reason);

    [LoggerMessage(2802, LogLevel.Debug, "Messages are due: {Reason}")]
    private static partial void LogDue(ILogger log, string reason);

    [LoggerMessage(2803, LogLevel.Error, "Message {Notification} will not be sent: {Reason}")]
    private static partial void LogDropped(ILogger log, string notification, string reason);
}
