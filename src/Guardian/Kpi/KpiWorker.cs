namespace Guardian.Kpi;

/// <summary>The account of one worker; that with the empty name is the server's.</summary>
internal sealed class KpiWorker
{
    /// <summary>First moment it is known of.</summary>
    public long First { get; set; }

    /// <summary>Up to when its time is accounted for.</summary>
    public long Since { get; set; }

    /// <summary>When it was removed; null while it is defined.</summary>
    public long? Until { get; set; }

    /// <summary>Its last state; null before the first.</summary>
    public string? State { get; set; }

    /// <summary>A person stopped it.</summary>
    public bool Halted { get; set; }

    /// <summary>A fault came before the start that is under way.</summary>
    public bool Faulty { get; set; }

    public long LastErrorMinute { get; set; }

    public SortedDictionary<int, KpiInstance> Instances { get; set; } = [];

    public KpiTiers Tiers { get; set; } = new();

    /// <summary>What its time counts as now.</summary>
    /// <remarks>The states healthy and warning already say that at least <c>instances.min</c> instances are healthy or in warning.</remarks>
    public KpiTimeUse Use() => Halted || Until is not null
        ? KpiTimeUse.Unwanted
        : State switch
        {
            "healthy" or "warning" => KpiTimeUse.Up,
            "critical" or "dead" => KpiTimeUse.Down,
            "starting" when Faulty => KpiTimeUse.Down,
            _ => KpiTimeUse.Unwanted,
        };

    /// <summary>Accounts for its time up to a moment.</summary>
    public void Settle(long moment)
    {
        if (moment > Since)
        {
            if (Until is null)
            {
                Tiers.AddSpan(Since, moment, Use());
            }

            Since = moment;
        }
    }
}
