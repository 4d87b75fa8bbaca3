using Guardian.Faults;
using Guardian.Workers;

namespace Guardian.Recovery.Actions;

/// <summary><c>graceful_restart</c>, <c>restart</c> and <c>hard_restart</c>: ends a process and starts another.</summary>
/// <param name="name">Which of the three.</param>
/// <param name="style">How the process is ended.</param>
/// <param name="cost">Its cost.</param>
public sealed class RestartAction(string name, EndStyle style, double cost) : IRecoveryAction
{
    /// <summary>All three.</summary>
    public static IReadOnlyList<RestartAction> All { get; } =
    [
        new(ActionNames.GracefulRestart, EndStyle.Graceful, 0.25),
        new(ActionNames.Restart, EndStyle.Soft, 0.3),
        new(ActionNames.HardRestart, EndStyle.Kill, 0.4),
    ];

    /// <inheritdoc />
    public ActionInfo Info { get; } = new(name, ActionScope.Instance, cost, Destroys: true, Repeatable: true);

    /// <inheritdoc />
    public string? Obstacle(ActionTarget target) =>
        target.Kind == FaultKind.Unrestartable ? "its exit code says that no restart can help"
        : style != EndStyle.Soft && !target.HasProcess ? "nothing runs that could be ended"
        : null;

    /// <inheritdoc />
    public async Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop)
    {
        // A process that hangs shows where by its core dump or stack trace; whoever kills it first destroys that.
        EndStyle how = style == EndStyle.Kill && target.Kind is FaultKind.Hang or FaultKind.NoProgress ? EndStyle.Abort : style;
        return await target.Control.ReplaceAsync(target.Worker.Name, target.Index, how, $"{name}, {target.Reason}", target.Options.ActionTimeout).ConfigureAwait(false);
    }
}
