using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using static Guardian.Workers.Actors.InstanceProtocol;

namespace Guardian.Workers.Actors;

/// <content>How a process ends: by itself, or asked to, then killed.</content>
internal sealed partial class InstanceActor
{
    private enum EndPurpose
    {
        Stay,
        Relaunch,
        Fault,
    }

    /// <summary>After SIGABRT, how long a core dump may take before SIGKILL.</summary>
    private static readonly TimeSpan AbortGrace = TimeSpan.FromSeconds(2);

    /// <summary>How often a process that outlives SIGKILL (in the kernel's hands) is killed again and reported.</summary>
    private static readonly TimeSpan KillAgain = TimeSpan.FromSeconds(5);

    private EndPurpose _purpose;
    private string _endReason = string.Empty;

    private void OnEndedByItself(ProcessExited exited)
    {
        if (_life is not { } life || exited.Incarnation != life.Incarnation)
        {
            return; // late word of an earlier process
        }

        MonotonicTime now = Now;
        Finish(exited.Status, expected: false, cause: "ended by itself");
        throw new LifeEndedException(_seat.Name.Index, EndOf(life, exited.Status, now, EndCause.Own, null));
    }

    private static LifeEnd EndOf(InstanceLife life, ExitStatus status, MonotonicTime now, EndCause cause, string? reason) => new()
    {
        Exit = status,
        Up = now - life.StartedAt,
        Healthy = life.Healthy(now),
        Started = life.UpSince is not null,
        Cause = cause,
        CauseReason = reason,
    };

    private void Finish(ExitStatus status, bool expected, string cause)
    {
        InstanceLife life = _life!;
        Timers.CancelAll();
        DateTimeOffset at = _ports.Clock.UtcNow;
        _seat.LastExit = LastExit.From(status, at);
        _seat.LastPid = life.Process.Pid;
        Record(new WorkerEvent.InstanceEnded(_seat.Name.Index, status, cause, expected, (Now - life.StartedAt).TotalSeconds) { InHand = life.InHand });
        _seat.CountDeath(life.Task, expected);
        _life = null;
        _seat.Life = null;
        EndSaving();
        // Whatever it left running would be a second copy of parts of it; before anything else starts, that is gone.
        _seat.Slot?.SignalTree(Signals.Kill);
    }

    private void BeginEnd(long? order, EndPurpose purpose, string reason, EndStyle style = EndStyle.Graceful, bool save = true)
    {
        if (order is { } number)
        {
            _seat.LastOrder = number;
        }

        _purpose = purpose;
        _endReason = reason;
        _ending = true;
        _stopAskedAt = Now;
        _stopDeadline = _stopAskedAt + Definition.Stop.Timeout;
        Become(Stopping);
        if (save && (_saving || MustSave))
        {
            // The state is saved while the process still lives; how it is ended comes after.
            _styleAfterSave = style;
            if (!_saving)
            {
                RunSave();
            }
        }
        else
        {
            EndBy(style);
        }

        Show();
    }

    private void EndBy(EndStyle style)
    {
        InstanceLife life = _life!;
        if (style == EndStyle.Kill)
        {
            KillTree();
        }
        else if (style == EndStyle.Abort)
        {
            AbortThenKill();
        }
        else if (style == EndStyle.Graceful && Definition.Stop.Drain is { } drain)
        {
            long incarnation = life.Incarnation;
            LaunchSpec spec = Definition.ToLaunchSpec(drain, _seat.Name.Index, _ports.Facts);
            spec = _ports.Fenced(spec, Definition) ?? spec;
            DrainAsync(spec)
                .PipeTo(
                    Self,
                    Self,
                    result => new Drained(incarnation, Trouble(result)),
                    why => new Drained(incarnation, why.Message));
            Timers.StartSingleTimer("stop", new StopOverdue(incarnation), Definition.Stop.Timeout);
        }
        else
        {
            AskToEnd();
        }

        // A command that cannot even be started is a drain that failed, not a reason to stay alive.
        async Task<CommandResult> DrainAsync(LaunchSpec spec) =>
            await _ports.Commands.RunAsync(spec, Definition.Stop.Timeout, CancellationToken.None).ConfigureAwait(false);
    }

    private void OnDrained(Drained drained)
    {
        if (drained.Incarnation != _life?.Incarnation || _killed)
        {
            return;
        }

        if (drained.Trouble is { } trouble)
        {
            LogDrainFailed(_ports.Log, _seat.Name, trouble);
        }

        AskToEnd();
    }

    private void AskToEnd()
    {
        _seat.Slot!.Signal(Definition.Stop.Signal);
        TimeSpan left = _stopDeadline - Now;
        Timers.StartSingleTimer("stop", new StopOverdue(_life!.Incarnation), left > TimeSpan.Zero ? left : TimeSpan.FromTicks(1));
    }

    private void OnStopOverdue()
    {
        if (!_killed)
        {
            LogKilled(_ports.Log, _seat.Name, Wording.Duration(Now - _stopAskedAt));
        }
        else
        {
            LogUnkillable(_ports.Log, _seat.Name, Wording.Duration(Now - _stopAskedAt));
        }

        KillTree();
        Show();
    }

    private void KillTree()
    {
        _killed = true;
        _seat.Slot!.Signal(Signals.Kill);
        _seat.Slot.SignalTree(Signals.Kill);
        Timers.StartSingleTimer("stop", new StopOverdue(_life!.Incarnation), KillAgain);
    }

    /// <summary>The node's own time is over: no drain, no grace.</summary>
    private void OnKillNow()
    {
        if (_life is null || _killed)
        {
            return;
        }

        if (_ending)
        {
            KillTree();
            Show();
        }
        else
        {
            BeginEnd(null, EndPurpose.Stay, "the node's time to stop is over", EndStyle.Kill, save: false);
        }
    }

    private void OnStopWhileWaiting(Stop stop)
    {
        Timers.Cancel("launch");
        _nextStartAt = null;
        _seat.LastOrder = stop.Order;
        Become(Empty);
        AnswerStopped(stop.Order);
    }

    private void OnStopWhileStopping(Stop stop)
    {
        _seat.LastOrder = stop.Order;
        _purpose = EndPurpose.Stay;
        _endReason = stop.Reason;
    }

    /// <summary>Wanted again before it has ended: it comes back as soon as it has.</summary>
    private void OnRelaunchWhileStopping(Launch launch)
    {
        if (launch.Order > _seat.LastOrder)
        {
            _seat.LastOrder = launch.Order;
            _purpose = EndPurpose.Relaunch;
            _endReason = launch.Reason ?? _endReason;
            Forget(launch.Forget);
        }
    }

    private void OnEnded(ProcessExited exited)
    {
        if (_life is not { } life || exited.Incarnation != life.Incarnation)
        {
            return;
        }

        MonotonicTime now = Now;
        string how = _killed ? $"killed after {Wording.Duration(now - _stopAskedAt)}" : $"ended within {Wording.Duration(now - _stopAskedAt)}";
        Finish(exited.Status, expected: _purpose != EndPurpose.Fault, cause: $"{_endReason}; {how}");
        LogStopped(_ports.Log, _seat.Name, _endReason, how);
        switch (_purpose)
        {
            case EndPurpose.Stay:
                Become(Empty);
                AnswerStopped(_seat.LastOrder);
                break;
            case EndPurpose.Relaunch:
                Become(Empty);
                _launchReason = _endReason;
                StartProcess();
                break;
            default:
                throw new LifeEndedException(_seat.Name.Index, EndOf(life, exited.Status, now, EndCause.Fault, _endReason));
        }
    }

    private void AnswerStopped(long order)
    {
        _seat.LastOrder = Math.Max(_seat.LastOrder, order);
        _seat.WaitingReason = null;
        _resting = true;
        _stopped = true;
        _awaitsOrder = false;
        Show();
        Context.Parent.Tell(new Stopped(_seat.Name.Index, order));
    }

    [LoggerMessage(2004, LogLevel.Information, "{Instance} stopped: {Reason}; {How}")]
    private static partial void LogStopped(ILogger log, InstanceName instance, string reason, string how);

    [LoggerMessage(2005, LogLevel.Warning, "{Instance} did not end within {Time}; killing it with everything below it")]
    private static partial void LogKilled(ILogger log, InstanceName instance, string time);

    [LoggerMessage(2006, LogLevel.Error, "{Instance} is still there {Time} after it was asked to end, although it was killed; the kernel holds it")]
    private static partial void LogUnkillable(ILogger log, InstanceName instance, string time);

    [LoggerMessage(2007, LogLevel.Warning, "{Instance}: the drain command failed: {Trouble}; going on with the stop signal")]
    private static partial void LogDrainFailed(ILogger log, InstanceName instance, string trouble);
}
