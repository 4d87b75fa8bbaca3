namespace Guardian.Recovery.Actions;

/// <summary><c>wait</c>: leaves everything as it is for <c>guardian.recovery.wait</c>.</summary>
/// <remarks>The cure for what passes by itself: a dependency that is being restarted, a burst that is worked off.</remarks>
public sealed class WaitAction : IRecoveryAction
{
    /// <inheritdoc />
    public ActionInfo Info { get; } = new(ActionNames.Wait, ActionScope.None, Cost: 0.05, Destroys: false, Repeatable: true);

    /// <inheritdoc />
    public string? Obstacle(ActionTarget target) => null;

    /// <inheritdoc />
    public async Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop)
    {
        await target.Control.WaitAsync(target.Options.Wait, stop).ConfigureAwait(false);
        return new ControlResult(true, $"waited {Wording.Duration(target.Options.Wait)}");
    }
}
