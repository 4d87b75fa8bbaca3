namespace Guardian.Recovery.Actions;

/// <summary><c>hook:NAME</c>: a command that the definition adds.</summary>
/// <param name="hook">The command.</param>
public sealed class HookAction(NamedHook hook) : IRecoveryAction
{
    /// <summary>Not repeatable: nobody knows what it does.</summary>
    public ActionInfo Info { get; } = new(hook.Action, ActionScope.Instance, Cost: 0.2, Destroys: false, Repeatable: false);

    /// <inheritdoc />
    public string? Obstacle(ActionTarget target) => null;

    /// <inheritdoc />
    public Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop) =>
        Hooks.RunAsync(target, target.Index ?? 0, hook.Command);
}
