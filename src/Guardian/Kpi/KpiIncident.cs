namespace Guardian.Kpi;

/// <summary>What the ledger must remember of an incident until it is over and nobody labels it any more.</summary>
internal sealed class KpiIncident
{
    public string Worker { get; set; } = string.Empty;

    public long At { get; set; }

    public long? PlanAt { get; set; }

    public long? RecoveredAt { get; set; }

    public long RecoverMs { get; set; }

    /// <summary>A person was asked or took part; counted once.</summary>
    public bool Person { get; set; }

    public bool False { get; set; }

    public bool Ended { get; set; }
}
