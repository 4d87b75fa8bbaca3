namespace Guardian.Kpi;

/// <summary>What the ledger must remember of an instance between two of its events.</summary>
internal sealed class KpiInstance
{
    /// <summary>Since when a failed process has been away; null while nothing is to be made good.</summary>
    public long? AwayAt { get; set; }

    /// <summary>Its last process ended by itself and not with exit code 0.</summary>
    public bool Failed { get; set; }

    /// <summary>The reflex starts it again.</summary>
    public bool Retry { get; set; }

    /// <summary>When the reflex last started it, while that counts as having held.</summary>
    public long? ReflexAt { get; set; }

    /// <summary>How long it had been away then.</summary>
    public long ReflexMs { get; set; }
}
