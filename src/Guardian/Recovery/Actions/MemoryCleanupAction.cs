namespace Guardian.Recovery.Actions;

/// <summary><c>memory_cleanup</c>: the worker is told to give memory back, or the kernel takes what it can.</summary>
public sealed class MemoryCleanupAction : IRecoveryAction
{
    /// <inheritdoc />
    public ActionInfo Info { get; } = new(ActionNames.MemoryCleanup, ActionScope.Instance, Cost: 0.1, Destroys: false, Repeatable: true);

    /// <inheritdoc />
    public string? Obstacle(ActionTarget target) => !target.HasProcess ? "nothing runs that has memory" : null;

    /// <inheritdoc />
    public async Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop)
    {
        if (target.Worker.Recovery.MemoryCleanup.IsOn)
        {
            return await Hooks.RunAsync(target, target.Worker.Recovery.MemoryCleanup).ConfigureAwait(false);
        }

        List<ControlResult> results = [];
        foreach (int index in target.Indexes.ToArray())
        {
            results.Add(await target.Control.ReclaimMemoryAsync(target.Worker.Name, index).ConfigureAwait(false));
        }

        return new ControlResult(results.Any(result => result.Done), string.Join("; ", results.Select(result => result.Detail)));
    }
}
