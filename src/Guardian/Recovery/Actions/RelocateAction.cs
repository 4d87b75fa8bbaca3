using Guardian.Faults;

namespace Guardian.Recovery.Actions;

/// <summary><c>relocate</c>: a floating worker is stopped here and run by another node.</summary>
/// <remarks>For what may be this node's own trouble: its memory, its load, its way to a dependency, its files.</remarks>
public sealed class RelocateAction : IRecoveryAction
{
    /// <summary>A bit dearer than the hardest restart: it ends the processes as that does, and hands over a lease besides.</summary>
    public ActionInfo Info { get; } = new(ActionNames.Relocate, ActionScope.Worker, Cost: 0.45, Destroys: true, Repeatable: true);

    /// <inheritdoc />
    public string? Obstacle(ActionTarget target) =>
        target.Kind == FaultKind.Unrestartable ? "its exit code says that no start can help, wherever"
        : target.Control.PlacementOf(target.Worker.Name) switch
        {
            null or { Floating: false } => "it belongs to this node (placement.mode)",
            { Here: false } => "it does not run here",
            { CanLeave: false } => "no other node can run it at present",
            _ => null,
        };

    /// <inheritdoc />
    public Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop) =>
        target.Control.RelocateAsync(target.Worker.Name, $"{ActionNames.Relocate}, {target.Reason}");
}
