namespace Guardian.Journal;

/// <summary>The store cannot do what was asked. The node goes on supervising without it.</summary>
/// <param name="problem">What kind of trouble.</param>
/// <param name="message">Names the file or server, and what a person can do.</param>
/// <param name="inner">What the driver said.</param>
public sealed class JournalUnavailableException(JournalProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What kind of trouble.</summary>
    public JournalProblem Problem { get; } = problem;
}
