namespace Guardian.Recovery.Actions;

/// <summary><c>quarantine</c>: the item that kills its worker each time is put aside by the definition's command.</summary>
public sealed class QuarantineAction : IRecoveryAction
{
    /// <inheritdoc />
    public ActionInfo Info { get; } = new(ActionNames.Quarantine, ActionScope.Instance, Cost: 0.15, Destroys: false, Repeatable: false);

    /// <inheritdoc />
    public string? Obstacle(ActionTarget target) =>
        target.Worker.Recovery.Quarantine is null ? "its definition has no recovery.quarantine"
        : target.Task is null ? "no item in hand is known (X_GUARDIAN_TASK)"
        : null;

    /// <inheritdoc />
    public async Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop)
    {
        ControlResult ran = await Hooks.RunAsync(target, target.Index ?? 0, target.Worker.Recovery.Quarantine!.Value).ConfigureAwait(false);
        return ran with { Detail = $"item {target.Task}: {ran.Detail}" };
    }
}
