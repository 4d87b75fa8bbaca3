using System.Collections.Immutable;
using Guardian.Workers;

namespace Guardian.Recovery.Actions;

/// <summary><c>stop_all</c>: stops every worker of the node, those that others depend on last, until a person starts them.</summary>
public sealed class StopAllAction : IRecoveryAction
{
    /// <inheritdoc />
    public ActionInfo Info { get; } = new(ActionNames.StopAll, ActionScope.Node, Cost: 1, Destroys: true, Repeatable: true);

    /// <inheritdoc />
    public string? Obstacle(ActionTarget target) =>
        target.Kind is Faults.FaultKind.HostMemory or Faults.FaultKind.HostLoad or Faults.FaultKind.Requested ? null : "the trouble is not the server's";

    /// <inheritdoc />
    public async Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop)
    {
        ImmutableArray<string> order = [.. StartOrder.Plan([.. target.Control.Definitions.Select(worker => worker.StartNode)]).Order.Reverse()];
        List<string> refused = [];
        foreach (string worker in order)
        {
            ControlResult result = await target.Control.StopAsync(worker, $"the council ({target.Reason})").ConfigureAwait(false);
            if (!result.Done)
            {
                refused.Add(result.Detail);
            }
        }

        return refused.Count == 0
            ? new ControlResult(true, $"{Wording.Count(order.Length, "worker")} stopped: {string.Join(", ", order)}")
            : new ControlResult(false, string.Join("; ", refused));
    }
}
