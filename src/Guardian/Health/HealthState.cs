namespace Guardian.Health;

/// <summary>How well something that runs is, worst last.</summary>
public enum HealthState
{
    /// <summary>Nothing to complain about.</summary>
    Healthy,

    /// <summary>Something needs watching.</summary>
    Warning,

    /// <summary>Something must be done.</summary>
    Critical,

    /// <summary>It does not run.</summary>
    Dead,
}
