namespace Guardian.Recovery.Actions;

/// <summary><c>stop</c>: stops the worker and keeps it stopped until a person starts it.</summary>
public sealed class StopAction : IRecoveryAction
{
    /// <inheritdoc />
    public ActionInfo Info { get; } = new(ActionNames.Stop, ActionScope.Worker, Cost: 0.9, Destroys: true, Repeatable: true);

    /// <inheritdoc />
    public string? Obstacle(ActionTarget target) => target.Status.Desired == 0 ? "it is stopped already" : null;

    /// <inheritdoc />
    public Task<ControlResult> RunAsync(ActionTarget target, CancellationToken stop) =>
        target.Control.StopAsync(target.Worker.Name, $"the council ({target.Reason})");
}
