using Guardian.Faults;
using Guardian.Health;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;

namespace Guardian.Workers.Actors;

/// <content>Signs of life: notifications, probes, samples, logs; and what is done about faults.</content>
internal sealed partial class InstanceActor
{
    /// <summary>How soon a deadline that is over already is looked at again.</summary>
    private static readonly TimeSpan OverdueAgain = TimeSpan.FromSeconds(1);

    private MonotonicTime? _deadline;

    private void OnNotified(NotifyMessage message)
    {
        if (_life is not { } life || message.SenderPid == _seat.LastPid)
        {
            return; // nobody there, or the last word of the process before
        }

        MonotonicTime now = Now;
        bool judge = false;
        if (message.MainPid is not null && _seat.Slot?.Process is { } main && main != life.Process)
        {
            life.Process = main;
            Record(new WorkerEvent.InstanceStarted(_seat.Name.Index, main, Adopted: false));
            LogMainProcess(_ports.Log, _seat.Name, main.Pid);
            judge = true;
        }

        if (message.RestartReset)
        {
            _seat.History = RestartHistory.Empty;
            _seat.GaveUp = false;
        }

        if (message.Busy is { } busy)
        {
            life.Hear(busy, now);
        }

        if (message.Progress is { } progress)
        {
            life.Hear(progress, now);
        }

        if (message.Watchdog)
        {
            life.WatchdogSeen = now;
        }

        if (message.WatchdogPeriod is { } period)
        {
            life.WatchdogPeriod = period > TimeSpan.Zero ? period : null;
            life.WatchdogSeen = now;
            judge = true;
        }

        if (message.WatchdogTrigger)
        {
            life.WatchdogTriggered = true;
            judge = true;
        }

        life.StatusText = StatusOf(message) ?? life.StatusText;
        if (message.ExtendTimeout is { } more)
        {
            Extend(life, more, now);
            judge = true;
        }

        if (message.Ready)
        {
            life.SaidReady = true;
            CountAsUpWhenItIs();
        }

        if (judge && !_ending)
        {
            Judge(fresh: false);
            Rearm();
        }
        else if (!Timers.IsTimerActive("show"))
        {
            Timers.StartSingleTimer("show", new ShowNow(), ShowEvery);
        }

        if (!judge && (message.Progress is not null || message.Busy is not null))
        {
            RearmWhenSooner();
        }
    }

    private static string? StatusOf(NotifyMessage message) =>
        message.Status
        ?? (message.Reloading ? "reloading" : null)
        ?? (message.Stopping ? "stopping by its own word" : null)
        ?? (message.Errno is { } errno ? $"failed with errno {errno}" : null)
        ?? (message.ExitStatus is { } exit ? $"ending with exit status {exit}" : null);

    private void Extend(InstanceLife life, TimeSpan more, MonotonicTime now)
    {
        if (_ending)
        {
            // Counts only past the original limit, and the worker must ask again before it is over (sd_notify(3)).
            MonotonicTime asked = now + more;
            if (asked > _stopDeadline && !_killed)
            {
                _stopDeadline = asked;
                Timers.StartSingleTimer("stop", new StopOverdue(life.Incarnation), more);
            }
        }
        else if (life.UpSince is null)
        {
            life.StartExtendedTo = now - life.StartedAt + more;
        }
    }

    private void AskProbe(ProbeKind kind, TimeSpan after)
    {
        if (_life is { } life && Definition.Health.Probes.Of(kind).IsOn)
        {
            Timers.StartSingleTimer(kind, new ProbeDue(kind, life.Incarnation), after > TimeSpan.Zero ? after : TimeSpan.FromTicks(1));
        }
    }

    private void OnProbeDue(ProbeDue due)
    {
        ProbeOptions options = Definition.Health.Probes.Of(due.Kind);
        if (due.Incarnation != _life?.Incarnation || !options.IsOn || ProbeTally.IsSuspended(due.Kind, _life.Startup.Standing))
        {
            return;
        }

        ProbeTarget target = Definition.ProbeTargetOf(due.Kind, _seat.Name.Index, _ports.Facts)!; // it is on
        _ports.Probes.RunAsync(target, options.Timeout, CancellationToken.None).PipeTo(
            Self,
            Self,
            result => new ProbeAnswered(due.Kind, due.Incarnation, result),
            why => new ProbeAnswered(due.Kind, due.Incarnation, new ProbeResult.Unknown(why.Message)));
    }

    private void OnProbeAnswered(ProbeAnswered answered)
    {
        if (_life is not { } life || answered.Incarnation != life.Incarnation)
        {
            return;
        }

        life.Answer(answered.Kind, answered.Result, Now);
        CountAsUpWhenItIs();
        Judge(fresh: false);
        AskProbe(answered.Kind, Definition.Health.Probes.Of(answered.Kind).Period);
    }

    private void OnCheck()
    {
        if (_life is not { } life || _seat.Slot is not { } slot)
        {
            return;
        }

        if (slot.TrySample(out ProcessSample sample))
        {
            life.Take(sample, Now);
        }
        else
        {
            life.TakeNone(); // figures of an earlier check must not pass for new ones
        }

        FollowLog(life, slot);
        CountAsUpWhenItIs();
        if (_ending)
        {
            Show();
        }
        else
        {
            Judge(fresh: true);
        }
    }

    private void FollowLog(InstanceLife life, IProcessSlot slot)
    {
        IInstanceLog log = slot.Log;
        if (_rotating)
        {
            return;
        }

        long before = log.Offset;
        MonotonicTime now = Now;
        System.Text.RegularExpressions.Regex pattern = _ports.PatternOf(Definition.Health.ErrorPattern);
        try
        {
            long skipped = log.ReadNew(
                line =>
                {
                    if (pattern.IsMatch(line))
                    {
                        life.Errors.Add(now);
                    }
                },
                MostLogBytes);
            if (skipped > 0)
            {
                LogFlood(_ports.Log, _seat.Name, Wording.Bytes(skipped));
            }
        }
        catch (IOException trouble)
        {
            LogLogTrouble(_ports.Log, _seat.Name, trouble.Message);
            return;
        }

        if (log.Offset != before)
        {
            _ports.Records.Tell(new RecordKeeper.LogFollowed(_seat.Name.Worker, _seat.Name.Index, log.Offset));
        }

        _rotating = true;
        log.RotateIfDueAsync(_ports.Clock.UtcNow, CancellationToken.None)
            .PipeTo(Self, Self, rotation => new Rotated(rotation, null), why => new Rotated(null, why));
    }

    private void OnRotated(Rotated rotated)
    {
        _rotating = false;
        if (rotated.Trouble is { } trouble)
        {
            LogLogTrouble(_ports.Log, _seat.Name, trouble.Message);
        }
        else if (rotated.Rotation is { Archive: { } archive } rotation)
        {
            LogRotated(_ports.Log, _seat.Name, Wording.Bytes(rotation.ArchivedBytes), archive);
            if (_seat.Slot is { } slot)
            {
                _ports.Records.Tell(new RecordKeeper.LogFollowed(_seat.Name.Worker, _seat.Name.Index, slot.Log.Offset));
            }
        }
    }

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
            life.Facts(_seat.Name, _ports.Clock.UtcNow, now, DescriptorLimit(), fresh),
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
        ReflexResponse response = _ports.Faults.Respond(fault);
        Record(new WorkerEvent.FaultSeen(_seat.Name.Index, fault.Kind.ToString(), fault.Reason, response switch
        {
            ReflexResponse.Restart => "restart",
            ReflexResponse.GracefulRestart => "graceful restart",
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

    private long? DescriptorLimit() =>
        Definition.Limits.TryGetValue("nofile", out string? limit)
            ? long.TryParse(limit.Split(':')[0], System.Globalization.CultureInfo.InvariantCulture, out long soft) ? soft : null
            : _ports.DescriptorLimit;

    private void EndForFault(string reason, bool abortFirst)
    {
        _purpose = EndPurpose.Fault;
        _endReason = reason;
        _ending = true;
        _stopAskedAt = Now;
        _stopDeadline = _stopAskedAt + AbortGrace;
        Become(Stopping);
        if (abortFirst && _seat.Slot!.Signal(Signals.Abort))
        {
            Timers.StartSingleTimer("stop", new StopOverdue(_life!.Incarnation), AbortGrace);
        }
        else
        {
            KillTree();
        }

        Show();
    }

    private void Rearm()
    {
        MonotonicTime now = Now;
        if (_life?.NextDeadline(now) is { } next)
        {
            // A tick past the limit: the rules ask for more than it.
            // One that is over and was only reported must not ring a thousand times a second.
            TimeSpan left = next - now + TimeSpan.FromMilliseconds(1);
            Timers.StartSingleTimer("deadline", new Deadline(_life.Incarnation), left > TimeSpan.Zero ? left : OverdueAgain);
            _deadline = next;
        }
        else
        {
            Timers.Cancel("deadline");
            _deadline = null;
        }
    }

    /// <summary>A task that begins or ends may bring the next deadline forward; words that only put it off need no new timer.</summary>
    private void RearmWhenSooner()
    {
        if (!_ending && _life?.NextDeadline(Now) is { } next && (!Timers.IsTimerActive("deadline") || next < _deadline))
        {
            Rearm();
        }
    }

    private void OnApplyLive(WorkerDefinition definition)
    {
        _seat.Definition = definition;
        if (_life is not { } life)
        {
            return;
        }

        ProbeKind[] changed = life.Apply(definition.Health);
        if (_ending)
        {
            return;
        }

        if (life.UpSince is not null && changed.Contains(ProbeKind.Startup))
        {
            life.SkipStartup(); // it has started; a question about that comes too late for this process
        }

        foreach (ProbeKind kind in changed)
        {
            Timers.Cancel(kind);
            AskProbe(kind, definition.Health.Probes.Of(kind).InitialDelay);
        }

        CountAsUpWhenItIs();
        Rearm();
    }

    [LoggerMessage(2001, LogLevel.Information, "{Instance} started as process {Pid}{Reason}")]
    private static partial void LogStarted(ILogger log, InstanceName instance, int pid, string reason);

    [LoggerMessage(2002, LogLevel.Information, "{Instance} taken over as process {Pid}")]
    private static partial void LogAdopted(ILogger log, InstanceName instance, int pid);

    [LoggerMessage(2003, LogLevel.Warning, "{Instance}: its process {Pid} ended while no node was watching")]
    private static partial void LogEndedUnseen(ILogger log, InstanceName instance, int pid);

    [LoggerMessage(2004, LogLevel.Information, "{Instance} stopped: {Reason}; {How}")]
    private static partial void LogStopped(ILogger log, InstanceName instance, string reason, string how);

    [LoggerMessage(2005, LogLevel.Warning, "{Instance} did not end within {Time}; killing it with everything below it")]
    private static partial void LogKilled(ILogger log, InstanceName instance, string time);

    [LoggerMessage(2006, LogLevel.Error, "{Instance} is still there {Time} after it was asked to end, although it was killed; the kernel holds it")]
    private static partial void LogUnkillable(ILogger log, InstanceName instance, string time);

    [LoggerMessage(2007, LogLevel.Warning, "{Instance}: the drain command failed: {Trouble}; going on with the stop signal")]
    private static partial void LogDrainFailed(ILogger log, InstanceName instance, string trouble);

    [LoggerMessage(2008, LogLevel.Information, "{Instance}: process {Pid} is its main process now")]
    private static partial void LogMainProcess(ILogger log, InstanceName instance, int pid);

    [LoggerMessage(2009, LogLevel.Warning, "{Instance}: {Kind}: {Reason}")]
    private static partial void LogFault(ILogger log, InstanceName instance, FaultKind kind, string reason);

    [LoggerMessage(2010, LogLevel.Warning, "{Instance} writes more than can be followed; {Bytes} of its log passed unread (they are in the file)")]
    private static partial void LogFlood(ILogger log, InstanceName instance, string bytes);

    [LoggerMessage(2011, LogLevel.Warning, "{Instance}: its log cannot be followed or rotated: {Trouble}")]
    private static partial void LogLogTrouble(ILogger log, InstanceName instance, string trouble);

    [LoggerMessage(2012, LogLevel.Information, "{Instance}: {Bytes} of its log moved to {Archive}")]
    private static partial void LogRotated(ILogger log, InstanceName instance, string bytes, string archive);

    [LoggerMessage(2013, LogLevel.Error, "{Instance}: {Trouble}")]
    private static partial void LogSlotTrouble(ILogger log, InstanceName instance, string trouble);
}
