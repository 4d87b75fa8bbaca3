namespace Guardian.Workers;

/// <summary>What follows the end of an instance's process.</summary>
public abstract record RestartVerdict
{
    private RestartVerdict() { }

    /// <summary>What to remember until the next end.</summary>
    public required RestartHistory History { get; init; }

    /// <summary>Why, in words for journal, shell and dashboard.</summary>
    public required string Reason { get; init; }

    /// <summary>Start it again.</summary>
    /// <param name="Delay">How long to wait first; zero is at once.</param>
    /// <param name="Attempt">Restarts since the last stable life, this one included; 0 when this one is not held against the
    /// instance.</param>
    public sealed record Restart(TimeSpan Delay, int Attempt) : RestartVerdict;

    /// <summary>Leave it down: its work is done or it was asked to stop. Nothing is wrong.</summary>
    public sealed record Done : RestartVerdict;

    /// <summary>The budget is spent: leave it down for now.</summary>
    /// <param name="RetryAfter">How long to wait before the next life, unless somebody decides otherwise earlier.</param>
    public sealed record GiveUp(TimeSpan RetryAfter) : RestartVerdict;

    /// <summary>Leave it down: a restart cannot help. A person has to act.</summary>
    public sealed record Never : RestartVerdict;
}
