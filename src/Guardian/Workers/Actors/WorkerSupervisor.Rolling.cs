using static Guardian.Workers.Actors.InstanceProtocol;

namespace Guardian.Workers.Actors;

/// <content>Restarts, one after the other or all at once.</content>
internal sealed partial class WorkerSupervisor
{
    private void StartRolling(string reason)
    {
        EndRolling();
        _rollingReason = reason;
        foreach (Child child in _children.Values.Where(child => child.View is not { Running: false }))
        {
            _rolling.Enqueue(child.Seat.Name.Index);
        }

        AdvanceRolling();
    }

    private void EndRolling()
    {
        _rolling.Clear();
        _rollingNow = null;
    }

    private void RestartAll(string reason)
    {
        EndRolling();
        foreach (Child child in _children.Values.Where(child => child is { State: ChildState.Live, View: not { Running: false } }))
        {
            Order(child, order => new Restart(order, reason));
        }
    }

    private void AdvanceRolling()
    {
        if (_rollingNow is { } now)
        {
            if (_children.TryGetValue(now.Index, out Child? current) && current is { State: ChildState.Live }
                && !(current.View is { Ready: true } view && view.Incarnation > now.Incarnation))
            {
                return; // not back yet
            }

            _rollingNow = null;
        }

        while (_rollingNow is null && _rolling.TryDequeue(out int next))
        {
            if (_children.TryGetValue(next, out Child? child) && child is { State: ChildState.Live, Leaving: false })
            {
                _rollingNow = (next, child.View?.Incarnation ?? 0);
                Order(child, order => new Restart(order, _rollingReason));
            }
        }
    }
}
