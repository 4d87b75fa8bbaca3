namespace Guardian.Council;

/// <summary>How grave an incident is; also the levels of alerts.</summary>
public enum Severity
{
    /// <summary>Information.</summary>
    Low,

    /// <summary>A worker is in a warning state.</summary>
    Medium,

    /// <summary>A critical worker is down, or a worker as a whole.</summary>
    High,

    /// <summary>The whole system.</summary>
    Critical,
}
