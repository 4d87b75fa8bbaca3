namespace Guardian.Kpi;

/// <summary>What happened to one worker in one bucket of time. Time that it was up is not kept: it is what remains.</summary>
internal sealed class KpiTally
{
    /// <summary>Most plans and kinds that are told apart in a bucket; further ones count as <see cref="Other"/>.</summary>
    public const int MostNames = 50;

    /// <summary>Name of all that is too much to be told apart.</summary>
    public const string Other = "other";

    /// <summary>Milliseconds down, unknown (the node was down), not wanted.</summary>
    public long Down { get; set; }

    public long Unknown { get; set; }

    public long Unwanted { get; set; }

    public int Crashes { get; set; }

    public int Faults { get; set; }

    /// <summary>Minutes in which something went wrong.</summary>
    public int ErrorMinutes { get; set; }

    /// <summary>Restarts that the restart policy decided.</summary>
    public int Restarts { get; set; }

    /// <summary>Restarts after a failure whose life then lasted; those that it did not; milliseconds without process, of the first.</summary>
    public int ReflexHeld { get; set; }

    public int ReflexFailed { get; set; }

    public long ReflexMs { get; set; }

    /// <summary>Incidents opened; milliseconds from the begin of the trouble; those that were no trouble.</summary>
    public int Detections { get; set; }

    public long DetectMs { get; set; }

    public int FalseDetections { get; set; }

    /// <summary>Incidents that were recovered; milliseconds from detection to recovery.</summary>
    public int Recovered { get; set; }

    public long RecoverMs { get; set; }

    /// <summary>Faults resolved with no person involved, and faults that a person was needed for or took part in.</summary>
    public int Automatic { get; set; }

    public int Person { get; set; }

    public int FailedPlans { get; set; }

    public int Cancelled { get; set; }

    // In ordinal order also after they were read from JSON: equal tallies must give equal bytes.
    public SortedDictionary<string, KpiTrial>? Plans { get; set => field = value is null ? null : new(value, StringComparer.Ordinal); }

    public SortedDictionary<string, int>? Kinds { get; set => field = value is null ? null : new(value, StringComparer.Ordinal); }

    /// <summary>Counts another tally into this one.</summary>
    public void Add(KpiTally more)
    {
        Down += more.Down;
        Unknown += more.Unknown;
        Unwanted += more.Unwanted;
        Crashes += more.Crashes;
        Faults += more.Faults;
        ErrorMinutes += more.ErrorMinutes;
        Restarts += more.Restarts;
        ReflexHeld += more.ReflexHeld;
        ReflexFailed += more.ReflexFailed;
        ReflexMs += more.ReflexMs;
        Detections += more.Detections;
        DetectMs += more.DetectMs;
        FalseDetections += more.FalseDetections;
        Recovered += more.Recovered;
        RecoverMs += more.RecoverMs;
        Automatic += more.Automatic;
        Person += more.Person;
        FailedPlans += more.FailedPlans;
        Cancelled += more.Cancelled;
        foreach ((string plan, KpiTrial trial) in more.Plans ?? [])
        {
            Plans ??= new(StringComparer.Ordinal);
            KpiTrial mine = Plans.TryGetValue(Room(Plans, plan), out KpiTrial? known) ? known : Plans[Room(Plans, plan)] = new KpiTrial();
            mine.Tries += trial.Tries;
            mine.Successes += trial.Successes;
            mine.Milliseconds += trial.Milliseconds;
        }

        foreach ((string kind, int count) in more.Kinds ?? [])
        {
            Kinds ??= new(StringComparer.Ordinal);
            string name = Room(Kinds, kind);
            Kinds[name] = Kinds.GetValueOrDefault(name) + count;
        }
    }

    private static string Room<T>(SortedDictionary<string, T> names, string name) =>
        names.Count < MostNames || names.ContainsKey(name) ? name : Other;
}
