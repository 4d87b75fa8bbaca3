namespace Guardian.Kpi;

/// <summary>How often a plan was tried and helped.</summary>
internal sealed class KpiTrial
{
    public int Tries { get; set; }

    public int Successes { get; set; }

    /// <summary>Milliseconds from decision to recovery, of the successes.</summary>
    public long Milliseconds { get; set; }
}
