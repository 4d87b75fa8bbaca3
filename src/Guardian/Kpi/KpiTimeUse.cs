namespace Guardian.Kpi;

/// <summary>What a moment of a worker counts as.</summary>
internal enum KpiTimeUse
{
    /// <summary>Wanted, and enough instances healthy or in warning.</summary>
    Up,

    /// <summary>Wanted, and too few of them; also while it starts again after a fault.</summary>
    Down,

    /// <summary>Nobody watched: the node was down.</summary>
    Unknown,

    /// <summary>Stopped by a person, done, or starting without a fault before.</summary>
    Unwanted,
}
