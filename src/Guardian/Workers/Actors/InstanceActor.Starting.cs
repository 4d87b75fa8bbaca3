using Guardian.Faults;
using Guardian.Health;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using static Guardian.Workers.Actors.InstanceProtocol;

namespace Guardian.Workers.Actors;

/// <content>How a process comes to be, and when it counts as started.</content>
internal sealed partial class InstanceActor
{
    /// <summary>How often a floating worker's instance looks whether it may be started.</summary>
    private static readonly TimeSpan AskRightEvery = TimeSpan.FromMilliseconds(50);

    private void OnLaunch(Launch launch)
    {
        if (launch.Order < _seat.LastOrder)
        {
            return;
        }

        _seat.LastOrder = launch.Order;
        _resting = false;
        _stopped = false;
        _awaitsOrder = false;
        _launchReason = launch.Reason;
        Forget(launch.Forget);
        if (_leftToTakeOver is not null)
        {
            return; // it comes after the process of the earlier node, never beside it
        }

        if (launch.Delay <= TimeSpan.Zero)
        {
            StartProcess();
            return;
        }

        _nextStartAt = _ports.Clock.UtcNow + launch.Delay;
        Timers.StartSingleTimer("launch", new LaunchDue(), launch.Delay);
        Become(Waiting);
        Show();
    }

    /// <summary>It had started before the order to hurry came: what is left of it is the clean slate.</summary>
    private void OnLaunchWhileRunning(Launch launch)
    {
        _seat.LastOrder = Math.Max(_seat.LastOrder, launch.Order);
        Forget(launch.Forget);
    }

    private void Forget(bool asked)
    {
        if (asked)
        {
            _seat.History = RestartHistory.Empty;
            _seat.GaveUp = false;
        }
    }

    private void StartProcess()
    {
        Timers.Cancel("launch");
        _nextStartAt = null;
        _attempted = true;
        long incarnation = ++_seat.Incarnation;
        MonotonicTime now = Now;
        try
        {
            OpenSlot();
            IProcessSlot slot = _seat.Slot!;
            if (_ports.Fenced(Definition.ToLaunchSpec(_seat.Name.Index, _ports.Facts), Definition) is not { } spec)
            {
                AwaitRight();
                return;
            }

            ProcessIdentity process = slot.Launch(spec, incarnation);
            Begin(new InstanceLife(incarnation, process, now, _ports.Clock.UtcNow, now, Definition.Health), adopted: false);
        }
        catch (LaunchException refused)
        {
            throw CannotStart(refused.Message);
        }
    }

    /// <summary>Its lease does not run at the moment. It is asked again soon, and told to stop by then if the lease is gone for good.</summary>
    private void AwaitRight()
    {
        _seat.WaitingReason = "this node's lease on it does not run at the moment";
        _nextStartAt = _ports.Clock.UtcNow + AskRightEvery;
        Timers.StartSingleTimer("launch", new LaunchDue(), AskRightEvery);
        Become(Waiting);
        Show();
    }

    /// <summary>When the fault came between two processes, perhaps while one was started, that must not be the end of it.</summary>
    private void OnRecover()
    {
        if (_life is not null || Timers.IsTimerActive("launch"))
        {
            return; // the next event carries it on
        }

        if (_leftToTakeOver is { } left)
        {
            RecoverTakeOver(left);
            return;
        }

        Become(Empty);
        if (!_resting && !_awaitsOrder)
        {
            throw CannotStart("a fault of its supervising actor, which is in the node's log");
        }
    }

    private LifeEndedException CannotStart(string why)
    {
        Context.System.EventStream.Publish(new Fault(FaultKind.CannotStart, _seat.Name.Worker, _seat.Name, why, _ports.Clock.UtcNow));
        return new LifeEndedException(_seat.Name.Index, new LifeEnd
        {
            Exit = ExitStatus.Unknown,
            Up = TimeSpan.Zero,
            Healthy = TimeSpan.Zero,
            Started = false,
            CannotStart = why,
        });
    }

    private void OpenSlot()
    {
        SlotSpec wanted = _ports.SlotOf(_seat.Name, Definition);
        if (_seat.Slot is { } open)
        {
            if (_seat.SlotSpec == wanted)
            {
                return;
            }

            // Another user, state directory or log rotation: the place is made anew between two processes.
            _seat.LogOffset = open.Log.Offset;
            _seat.Slot = null;
            open.Dispose();
        }

        _seat.Slot = _ports.Processes.OpenSlot(wanted, new Observer(Self));
        _seat.SlotSpec = wanted;
        _seat.Slot.Log.Offset = _seat.LogOffset;
    }

    private void Begin(InstanceLife life, bool adopted)
    {
        _life = life;
        _seat.Life = life;
        _seat.WaitingReason = null;
        _killed = false;
        _ending = false;
        _resting = false;
        _stopped = false;
        _awaitsOrder = false;
        if (_seat.LastPid == life.Process.Pid)
        {
            _seat.LastPid = 0; // the kernel gave the number again: its words are this process's own now
        }

        Record(new WorkerEvent.InstanceStarted(_seat.Name.Index, life.Process, adopted));
        if (adopted)
        {
            LogAdopted(_ports.Log, _seat.Name, life.Process.Pid);
        }
        else
        {
            LogStarted(_ports.Log, _seat.Name, life.Process.Pid, _launchReason is null ? string.Empty : $" after: {_launchReason}");
        }

        _launchReason = null;
        Become(Running);
        if (adopted)
        {
            // A process of an earlier node has told that node that it is ready; it will not say so again.
            life.SkipStartup();
            CountAsUp();
        }
        else if (StartRule.IsStarted(TimeSpan.Zero, saidReady: false, life.Startup.Standing, Definition.UpAfter, Definition.Health.Notify))
        {
            CountAsUp();
        }
        else
        {
            Timers.StartSingleTimer("up", new UpDue(life.Incarnation), Definition.UpAfter);
            AskProbe(ProbeKind.Startup, Definition.Health.Probes.Startup.InitialDelay);
            Rearm();
        }

        Show();
    }

    private void CountAsUpWhenItIs()
    {
        if (!_ending && _life is { UpSince: null } life
            && StartRule.IsStarted(Now - life.StartedAt, life.SaidReady, life.Startup.Standing, Definition.UpAfter, Definition.Health.Notify))
        {
            CountAsUp();
        }
    }

    private void CountAsUp()
    {
        InstanceLife life = _life!;
        MonotonicTime now = Now;
        life.UpSince = now;
        life.WatchdogSeen = now;
        AskProbe(ProbeKind.Ready, Definition.Health.Probes.Ready.InitialDelay);
        AskProbe(ProbeKind.Live, Definition.Health.Probes.Live.InitialDelay);
        RestoreWhenDue();
        Judge(fresh: false);
        Rearm();
    }

    [LoggerMessage(2001, LogLevel.Information, "{Instance} started as process {Pid}{Reason}")]
    private static partial void LogStarted(ILogger log, InstanceName instance, int pid, string reason);

    [LoggerMessage(2002, LogLevel.Information, "{Instance} taken over as process {Pid}")]
    private static partial void LogAdopted(ILogger log, InstanceName instance, int pid);
}
