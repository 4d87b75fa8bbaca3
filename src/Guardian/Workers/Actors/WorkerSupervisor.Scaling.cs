using Guardian.Workers.Records;
using static Guardian.Workers.Actors.InstanceProtocol;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Workers.Actors;

/// <content>Moves what is towards what is wanted.</content>
internal sealed partial class WorkerSupervisor
{
    private void Converge(string? reason = null)
    {
        if (!WantsToRun)
        {
            FailAwaited($"{Name} is not to run any more", _ => true);
            string why = _shuttingDown ? "the node stops" : _removing ? "no longer defined" : _groupStop ?? (MayRun ? "stopped on request" : _noLease);
            foreach (Child child in _children.Values.Where(child => child.State == ChildState.Live))
            {
                child.State = ChildState.Stopping;
                Order(child, order => new Stop(order, why));
            }
        }
        else
        {
            ScaleIn();
            if (_gateOpen)
            {
                ScaleOut(reason);
            }
        }

        TellWhenQuiet();
        AdvanceRolling();
        QueuePublish();
    }

    private void ScaleIn()
    {
        Child[] staying = [.. _children.Values.Where(child => !child.Leaving && child.State != ChildState.Ending)];
        // Who has nothing in hand goes first: without a process, then idle by its own word, then the newest.
        foreach (Child child in staying
            .OrderBy(child => child.View is { Running: true })
            .ThenBy(child => child.View?.Status.Busy == true)
            .ThenByDescending(child => child.Seat.Name.Index)
            .Take(staying.Length - Desired))
        {
            child.Leaving = true;
            if (child.State == ChildState.Live)
            {
                child.State = ChildState.Stopping;
                Order(child, order => new Stop(order, "scaled in"));
            }
            else if (child.State == ChildState.Idle)
            {
                End(child);
            }
        }
    }

    private void ScaleOut(string? reason)
    {
        int present = _children.Values.Count(child => !child.Leaving && child.State != ChildState.Ending);
        for (int index = 0; present < Desired; index++)
        {
            if (!_children.ContainsKey(index))
            {
                AddChild(index, InstanceRecord.New(index));
                present++;
            }
        }

        foreach (Child child in _children.Values.Where(child => child is { State: ChildState.Idle, Halted: false, Leaving: false }))
        {
            bool forget = child.Forget;
            TimeSpan delay = TakeHeld(child);
            child.Forget = false;
            child.State = ChildState.Live;
            Order(child, order => new Launch(order, delay, reason, forget));
        }
    }

    private void TellWhenQuiet()
    {
        if (_children.Values.Any(child => child.State is ChildState.Live or ChildState.Stopping))
        {
            return;
        }

        TellReleased();
        if (_removing)
        {
            Record(new WorkerEvent.WorkerRemoved());
            Context.Stop(Self);
        }
        else if (_quietAsked)
        {
            _quietAsked = false;
            Context.Parent.Tell(new Quiet(Name));
        }
    }
}
