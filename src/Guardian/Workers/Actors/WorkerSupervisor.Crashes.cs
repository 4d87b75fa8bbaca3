using System.Diagnostics;
using Guardian.Faults;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using static Guardian.Workers.Actors.InstanceProtocol;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Workers.Actors;

/// <content>Answers the ends of processes by the restart policy.</content>
internal sealed partial class WorkerSupervisor
{
    /// <summary>The strategy's decider. Runs in this actor's turn, while the failed instance is suspended.</summary>
    private Directive Decide(Exception failure)
    {
        if (failure is not LifeEndedException ended)
        {
            return OnOwnFault(failure);
        }

        if (_children.TryGetValue(ended.Index, out Child? child) && child.State == ChildState.Live && WantsToRun)
        {
            Answer(child, ended.End);
        }

        return Directive.Restart; // one that was to stop anyway finds the order to stop in its mailbox
    }

    /// <summary>A fault of our own code must cost a message, never a process: the actor goes on with its state, timers and mailbox.</summary>
    private Directive OnOwnFault(Exception failure)
    {
        LogInstanceActorFailed(_ports.Log, failure, Name);
        foreach (Child child in _children.Values)
        {
            // The strategy is not told which child it was; each knows by itself whether it is stuck.
            child.Ref.Tell(Recover.Instance);
            if (child.State == ChildState.Stopping)
            {
                Order(child, order => new Stop(order, "stopped, after a fault of a supervising actor"));
            }
        }

        return Directive.Resume;
    }

    private void Answer(Child child, LifeEnd end)
    {
        InstanceSeat seat = child.Seat;
        int index = seat.Name.Index;
        RestartVerdict verdict = RestartPolicy.Judge(seat.History, end, _ports.Clock.Now, _definition.Restart, _random);
        seat.History = verdict.History;
        seat.WaitingReason = verdict.Reason;
        FailAwaited(
            $"{seat.Name} has ended again before it was ready: {verdict.Reason}",
            awaited => awaited.Incarnations.TryGetValue(index, out long before) && seat.Incarnation > before);
        switch (verdict)
        {
            case RestartVerdict.Restart restart:
                seat.Restarts++;
                Record(new WorkerEvent.RestartDecided(index, "restart", restart.Delay.TotalSeconds, verdict.Reason));
                LogRestart(_ports.Log, seat.Name, verdict.Reason);
                StartAgain(child, restart.Delay, verdict.Reason);
                break;
            case RestartVerdict.GiveUp giveUp:
                seat.Restarts++;
                seat.GaveUp = true;
                Record(new WorkerEvent.RestartDecided(index, "give-up", giveUp.RetryAfter.TotalSeconds, verdict.Reason));
                LogGaveUp(_ports.Log, seat.Name, verdict.Reason);
                // Where an incident begins: whoever deliberates hears of it, and until then the worker tries again by itself.
                Context.System.EventStream.Publish(new Fault(FaultKind.BudgetSpent, Name, seat.Name, verdict.Reason, _ports.Clock.UtcNow));
                StartAgain(child, giveUp.RetryAfter, verdict.Reason);
                break;
            case RestartVerdict.Never:
                Halt(child);
                seat.GaveUp = true;
                Record(new WorkerEvent.RestartDecided(index, "never", null, verdict.Reason));
                Context.System.EventStream.Publish(new Fault(FaultKind.Unrestartable, Name, seat.Name, verdict.Reason, _ports.Clock.UtcNow));
                LogGaveUp(_ports.Log, seat.Name, verdict.Reason);
                break;
            case RestartVerdict.Done:
                Halt(child);
                seat.GaveUp = false;
                Record(new WorkerEvent.RestartDecided(index, "done", null, verdict.Reason));
                LogDone(_ports.Log, seat.Name, verdict.Reason);
                break;
            default:
                throw new UnreachableException();
        }

        if (seat.GaveUp && verdict is not RestartVerdict.Restart && _rolling.Awaited == index)
        {
            // The new life does not hold: the others go on as they are rather than following it down.
            LogRollingEnded(_ports.Log, Name, index);
            _rolling.End();
        }
    }

    private void Halt(Child child)
    {
        child.Halted = true;
        child.State = ChildState.Idle;
        LetRest(child);
    }

    /// <summary>No start until the next order; one that still waits in its mailbox was given before it ended and counts no more.</summary>
    private void LetRest(Child child)
    {
        child.Order = ++_order;
        child.Seat.LastOrder = child.Order;
        child.Ref.Tell(Rest.Instance);
    }

    private void StartAgain(Child child, TimeSpan delay, string reason)
    {
        if (_strategy != GroupStrategy.OneForOne)
        {
            // The group stops and starts its members in order; this one's start waits for its turn.
            child.HeldUntil = _ports.Clock.Now + delay;
            LetRest(child);
            Context.Parent.Tell(new MemberFailed(Name, reason));
            return;
        }

        Order(child, order => new Launch(order, delay, reason));
    }

    [LoggerMessage(2103, LogLevel.Warning, "{Instance}: {Reason}")]
    private static partial void LogRestart(ILogger log, InstanceName instance, string reason);

    [LoggerMessage(2104, LogLevel.Error, "{Instance}: {Reason}")]
    private static partial void LogGaveUp(ILogger log, InstanceName instance, string reason);

    [LoggerMessage(2105, LogLevel.Information, "{Instance}: {Reason}")]
    private static partial void LogDone(ILogger log, InstanceName instance, string reason);

    [LoggerMessage(2106, LogLevel.Error, "The supervising actor of an instance of {Worker} failed; its process is not touched")]
    private static partial void LogInstanceActorFailed(ILogger log, Exception failure, string worker);

    [LoggerMessage(2107, LogLevel.Error, "{Worker}: the rolling restart ends at instance {Index}, which does not stay up; the others are left as they are")]
    private static partial void LogRollingEnded(ILogger log, string worker, int index);
}
