using Guardian.Faults;

namespace Guardian.Recovery.Actions;

/// <summary><c>drain_node</c>: every floating worker of this node is handed over to other nodes.</summary>
public sealed class DrainNodeAction : IRecoveryAction
{
    /// <inheritdoc />
    public ActionInfo Info { get; } = new(ActionNames.DrainNode, ActionScope.Cluster, Cost: 0.8, Destroys: true, Repeatable: true);

    /// <inheritdoc />
    public string? Obstacle(ActionTarget target) =>
        target.Kind is not (FaultKind.HostMemory or FaultKind.HostLoad or FaultKind.Requested) ? "the trouble is not the server's"
        : target.Control.Definitions.Any(worker => target.Control.PlacementOf(worker.Name) is { CanLeave: true }) ? null
        : "nothing runs here that another node could take";

    /// <inheritdoc />
    public Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop) =>
        target.Control.DrainNodeAsync($"{ActionNames.DrainNode}, {target.Reason}");
}
