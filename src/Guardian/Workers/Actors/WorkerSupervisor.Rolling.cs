using static Guardian.Workers.Actors.InstanceProtocol;

namespace Guardian.Workers.Actors;

/// <content>Restarts, one after the other or all at once.</content>
internal sealed partial class WorkerSupervisor
{
    private readonly RollingRestart _rolling = new();

    private void StartRolling(string reason)
    {
        // What has no process now needs no turn.
        _rolling.Begin(
            reason,
            _children.Values.Where(child => child.View is not { Running: false }).Select(child => child.Seat.Name.Index));
        AdvanceRolling();
    }

    private void RestartAll(string reason)
    {
        _rolling.End();
        foreach (Child child in _children.Values.Where(child => child is { State: ChildState.Live, View: not { Running: false } }))
        {
            Order(child, order => new Restart(order, reason));
        }
    }

    private void AdvanceRolling()
    {
        if (_rolling.Next(_children) is { } child)
        {
            Order(child, order => new Restart(order, _rolling.Reason));
        }
    }
}
