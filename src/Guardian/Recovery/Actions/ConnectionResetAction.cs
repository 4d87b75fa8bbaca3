namespace Guardian.Recovery.Actions;

/// <summary><c>connection_reset</c>: the worker is told to open its connections anew, or the kernel closes them.</summary>
public sealed class ConnectionResetAction : IRecoveryAction
{
    /// <inheritdoc />
    public ActionInfo Info { get; } = new(ActionNames.ConnectionReset, ActionScope.Instance, Cost: 0.1, Destroys: false, Repeatable: true);

    /// <inheritdoc />
    public string? Obstacle(ActionTarget target) =>
        !target.HasProcess ? "nothing runs that has connections"
        : !target.Worker.Recovery.ConnectionReset.IsOn && target.Indexes.All(index => target.Control.Connections(target.Worker.Name, index) == "0")
            ? "no connection is open, and its definition has no recovery.connection-reset"
        : null;

    /// <inheritdoc />
    public async Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop)
    {
        if (target.Worker.Recovery.ConnectionReset.IsOn)
        {
            return await Hooks.RunAsync(target, target.Worker.Recovery.ConnectionReset).ConfigureAwait(false);
        }

        List<ControlResult> results = [];
        foreach (int index in target.Indexes.ToArray())
        {
            results.Add(await target.Control.CloseConnectionsAsync(target.Worker.Name, index).ConfigureAwait(false));
        }

        return new ControlResult(results.Any(result => result.Done), string.Join("; ", results.Select(result => result.Detail)));
    }
}
