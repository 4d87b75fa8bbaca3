namespace Guardian.Workers;

/// <summary>How a short command ended.</summary>
/// <param name="Exit">Exit code or signal.</param>
/// <param name="TimedOut">It was killed because its time was over.</param>
/// <param name="Output">Standard output and error, as they came, at most the last 16 KiB.</param>
/// <param name="Took">From start to end.</param>
public sealed record CommandResult(ExitStatus Exit, bool TimedOut, string Output, TimeSpan Took)
{
    /// <summary>Exit code 0 in time.</summary>
    public bool Succeeded => !TimedOut && Exit.Code == 0;
}
