namespace Guardian.Workers;

/// <summary>Port that runs a short command of a definition to its end: drain, save and restore hooks, exec probes.</summary>
public interface ICommandRunner
{
    /// <summary>Runs the command with output captured.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="timeout">After this long its whole process tree is killed.</param>
    /// <param name="stop">Kills it early.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="LaunchException">It could not be started.</exception>
    Task<CommandResult> RunAsync(LaunchSpec spec, TimeSpan timeout, CancellationToken stop);
}
