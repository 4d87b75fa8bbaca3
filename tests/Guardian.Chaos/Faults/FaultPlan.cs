using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Faults;

/// <summary>One kind of fault: where it can strike, how it is ordered, and how it is seen to be over.</summary>
internal sealed record FaultPlan
{
    /// <summary>As the table shows it.</summary>
    public required string Name { get; init; }

    /// <summary>Workers that can have it.</summary>
    public required IReadOnlyList<Pool> Pools { get; init; }

    /// <summary>Line of the control file; null when it is brought about otherwise. The fault's number makes names unique.</summary>
    public Func<FaultSite, string>? Order { get; init; }

    /// <summary>What should become of it.</summary>
    public Expected Expected { get; init; }

    /// <summary>Whether it ends the process by itself, so that the reflex sees it first.</summary>
    public bool Ends { get; init; }

    /// <summary>Whether all instances of the worker have the order.</summary>
    public bool IsForAllInstances { get; init; }

    /// <summary>Whether it strikes all free workers of the pool at a time.</summary>
    public bool IsForWholePool { get; init; }

    public override string ToString() => Name;
}

/// <summary>Where a fault strikes.</summary>
/// <param name="Number">Number of the fault in the campaign.</param>
/// <param name="Worker">The worker.</param>
/// <param name="Places">Where files are.</param>
/// <param name="DeadPort">A port where a peer accepts and never answers.</param>
internal sealed record FaultSite(int Number, FleetWorker Worker, Places Places, int DeadPort)
{
    /// <summary>Name of the task that kills its worker.</summary>
    public string PoisonTask => $"poison-{Number}";
}
