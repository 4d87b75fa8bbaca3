namespace Guardian.Sages.Incidents;

/// <summary>What the incident sage knows of the whole node.</summary>
public sealed record IncidentSageState
{
    /// <summary>Before the first event.</summary>
    public static IncidentSageState Empty { get; } = new();

    /// <summary>Calm, strain or crisis.</summary>
    public CrisisState Crisis { get; init; } = CrisisState.Empty;

    /// <summary>Workers that should run, by the last check.</summary>
    public int Workers { get; init; }

    /// <summary>Those of them that are critical or dead.</summary>
    public int Failing { get; init; }
}
