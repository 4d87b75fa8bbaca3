namespace Guardian.Workers;

/// <summary>Words for <see cref="WorkerState"/>.</summary>
public static class WorkerStates
{
    /// <summary>The state as journal, API, shell and dashboard write it.</summary>
    /// <param name="state">The state.</param>
    /// <returns>starting, healthy, warning, critical, dead or stopped.</returns>
    public static string Text(this WorkerState state) => state switch
    {
        WorkerState.Starting => "starting",
        WorkerState.Healthy => "healthy",
        WorkerState.Warning => "warning",
        WorkerState.Critical => "critical",
        WorkerState.Dead => "dead",
        WorkerState.Stopped => "stopped",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a worker state"),
    };
}
