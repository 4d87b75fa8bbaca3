namespace Guardian.Workers;

/// <summary>A process could not be started: the fault is in the definition or on the host, not in the worker's code.</summary>
/// <param name="problem">What kind of obstacle it was.</param>
/// <param name="message">Names the command, directory or user and what is wrong with it.</param>
public sealed class LaunchException(LaunchProblem problem, string message) : Exception(message)
{
    /// <summary>What kind of obstacle it was.</summary>
    public LaunchProblem Problem { get; } = problem;
}
