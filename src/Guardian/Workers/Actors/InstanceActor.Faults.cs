using Guardian.Faults;
using Guardian.Health;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;

namespace Guardian.Workers.Actors;

/// <content>Judges the process and answers its faults.</content>
internal sealed partial class InstanceActor
{
    /// <summary>Asks the health rules, shows the verdict, and answers the faults that are new.</summary>
    /// <param name="fresh">Whether figures were read just now.</param>
    private void Judge(bool fresh)
    {
        if (_life is not { } life || _ending)
        {
            return; // what is being ended is judged no more: another answer would override why it ends
        }

        MonotonicTime now = Now;
        if (Definition.Health.Heartbeat.File is not null)
        {
            life.SeeHeartbeat(_ports.FileWritten(Definition.HeartbeatFileOf(_seat.Name.Index, _ports.Facts)!), now);
        }

        HealthVerdict verdict = HealthRules.Judge(
            life.Facts(_seat.Name, _ports.Clock.UtcNow, now, DescriptorLimit(), fresh, _ports.Forecast()),
            Definition.Health,
            life.History,
            now);
        life.Judged(verdict, now);
        if (_seat.GaveUp && _seat.History.IsStable(life.Healthy(now), Definition.Restart))
        {
            _seat.GaveUp = false;
        }

        Show();
        foreach (Fault fault in verdict.Raised)
        {
            if (!Answer(fault))
            {
                break;
            }
        }
    }

    /// <summary>Does about a fault what the responder says.</summary>
    /// <returns>False when the process is being ended, so that further faults of it need no answer.</returns>
    private bool Answer(Fault fault)
    {
        fault = WithConnections(fault);
        ReflexResponse response = _ports.Faults.Respond(fault);
        Record(new WorkerEvent.FaultSeen(_seat.Name.Index, fault.Kind.ToString(), fault.Reason, response switch
        {
            ReflexResponse.Restart => "restart",
            ReflexResponse.GracefulRestart => "graceful restart",
            ReflexResponse.Deliberate => "incident",
            _ => "report",
        }));
        Context.System.EventStream.Publish(fault);
        LogFault(_ports.Log, _seat.Name, fault.Kind, fault.Reason);
        switch (response)
        {
            case ReflexResponse.Restart restart:
                EndForFault(fault.Reason, restart.AbortFirst);
                return false;
            case ReflexResponse.GracefulRestart:
                BeginEnd(null, EndPurpose.Fault, fault.Reason);
                return false;
            default:
                return true;
        }
    }

    /// <summary>Work that rests while a connection is open waits for whoever is at its other end, as far as can be told.</summary>
    private Fault WithConnections(Fault fault)
    {
        if (fault.Kind != FaultKind.NoProgress || _ports.Connections is not { } connections || _life is not { } life
            || connections.Established(life.Process) is not { Count: > 0 } open)
        {
            return fault;
        }

        string peers = string.Join(", ", open.Select(connection => connection.Remote.ToString()).Distinct(StringComparer.Ordinal).Take(3));
        return fault with { Kind = FaultKind.StuckConnection, Reason = $"{fault.Reason}; {Wording.Count(open.Count, "connection")} open to {peers}" };
    }

    private long? DescriptorLimit() =>
        Definition.Limits.TryGetValue("nofile", out string? limit)
            ? long.TryParse(limit.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture, out long soft) ? soft : null
            : _ports.DescriptorLimit;

    private void EndForFault(string reason, bool abortFirst) =>
        BeginEnd(null, EndPurpose.Fault, reason, abortFirst ? EndStyle.Abort : EndStyle.Kill);

    private void AbortThenKill()
    {
        _stopDeadline = Now + AbortGrace;
        if (_seat.Slot!.Signal(Signals.Abort))
        {
            Timers.StartSingleTimer("stop", new StopOverdue(_life!.Incarnation), AbortGrace);
        }
        else
        {
            KillTree();
        }
    }

    [LoggerMessage(2009, LogLevel.Warning, "{Instance}: {Kind}: {Reason}")]
    private static partial void LogFault(ILogger log, InstanceName instance, FaultKind kind, string reason);
}
