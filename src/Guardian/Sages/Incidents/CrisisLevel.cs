namespace Guardian.Sages.Incidents;

/// <summary>How the node as a whole is, in the eyes of the incident sage; worst last.</summary>
public enum CrisisLevel
{
    /// <summary>No figure is near its limit.</summary>
    Calm,

    /// <summary>A figure is near or over its limit, and not confirmed.</summary>
    Strained,

    /// <summary>A figure is over its limit, and confirmed.</summary>
    Crisis,
}
