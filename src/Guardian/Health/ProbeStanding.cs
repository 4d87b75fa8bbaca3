namespace Guardian.Health;

/// <summary>Where a probe stands after its answers so far.</summary>
public enum ProbeStanding
{
    /// <summary>There is no such probe.</summary>
    Off,

    /// <summary>Too few answers to say.</summary>
    Undecided,

    /// <summary>Enough successes in a row.</summary>
    Passing,

    /// <summary>Enough failures.</summary>
    Failing,
}
