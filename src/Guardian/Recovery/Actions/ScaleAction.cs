namespace Guardian.Recovery.Actions;

/// <summary><c>scale_up</c> and <c>scale_down</c>: one instance more or fewer, within the definition's bounds.</summary>
/// <param name="name">Which of the two.</param>
/// <param name="change">+1 or -1.</param>
/// <param name="cost">Its cost.</param>
public sealed class ScaleAction(string name, int change, double cost) : IRecoveryAction
{
    /// <summary>Both.</summary>
    public static IReadOnlyList<ScaleAction> All { get; } = [new(ActionNames.ScaleUp, +1, 0.2), new(ActionNames.ScaleDown, -1, 0.35)];

    /// <summary>Not repeatable: one more instance asked for twice is two more.</summary>
    public ActionInfo Info { get; } = new(name, ActionScope.Worker, cost, Destroys: false, Repeatable: false);

    /// <inheritdoc />
    public string? Obstacle(ActionTarget target)
    {
        int wanted = target.Status.Desired + change;
        return wanted < target.Worker.Instances.Min || wanted > target.Worker.Instances.Max
            ? $"it has {target.Status.Desired} and may have {target.Worker.Instances.Min} to {target.Worker.Instances.Max} instances"
            : null;
    }

    /// <inheritdoc />
    public Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop) =>
        target.Control.ScaleAsync(target.Worker.Name, change, target.Reason);
}
