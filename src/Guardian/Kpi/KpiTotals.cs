namespace Guardian.Kpi;

/// <summary>The figures of one window over all workers; null where nothing happened that a figure could be made of.</summary>
internal sealed class KpiTotals
{
    public KpiTotals(IEnumerable<KpiSums> sums)
    {
        foreach (KpiSums each in sums)
        {
            All.Add(each.Tally);
            if (each.Worker.Length == 0)
            {
                NodeDown = each.Tally.Unknown;
            }
            else
            {
                (Up, Wanted) = (Up + each.Up, Wanted + each.Wanted);
            }
        }
    }

    public KpiTally All { get; } = new();

    public long Up { get; }

    public long Wanted { get; }

    public long NodeDown { get; }

    public double? Availability => Share(Up, Wanted);

    /// <summary>Incidents and held reflex restarts together, each with its own time.</summary>
    public double? RecoverySeconds => Mean(All.ReflexMs + All.RecoverMs, All.ReflexHeld + All.Recovered);

    public double? ReflexSeconds => Mean(All.ReflexMs, All.ReflexHeld);

    public double? IncidentSeconds => Mean(All.RecoverMs, All.Recovered);

    public double? DetectSeconds => Mean(All.DetectMs, All.Detections);

    /// <summary>(Incidents without a person + reflex restarts that held) / (those + faults that a person was needed for or took part in).</summary>
    public double? Automatic => Share(All.Automatic + All.ReflexHeld, All.Automatic + All.ReflexHeld + All.Person);

    /// <summary>A restart that held is the right answer to a crash that happened: reflex restarts are no detections that could be false.</summary>
    public double? FalseDetections => Share(All.FalseDetections, All.Detections);

    public double? ErrorRate => Share(Math.Min(All.ErrorMinutes, WantedMinutes), WantedMinutes);

    public double? ErrorsPerHour => Wanted > 0 ? Errors / (Wanted / (double)KpiPeriods.Hour) : null;

    public int Errors => All.Crashes + All.Faults;

    public double WantedMinutes => Math.Max(Wanted / (double)KpiPeriods.Minute, All.ErrorMinutes > 0 && Wanted > 0 ? 1 : 0);

    public int Recoveries => All.ReflexHeld + All.Recovered;

    public int FailedRecoveries => All.ReflexFailed + All.FailedPlans;

    private static double? Share(double part, double whole) => whole > 0 ? Math.Clamp(part / whole, 0, 1) * 100 : null;

    private static double? Mean(double milliseconds, int count) => count > 0 ? milliseconds / count / 1000 : null;
}
