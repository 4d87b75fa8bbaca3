using Guardian.Testing.Floating;

namespace Guardian.Chaos.Cluster;

/// <summary>What a campaign over a cluster has shown.</summary>
internal sealed record ClusterResult
{
    public required int Seed { get; init; }

    public required double Seconds { get; init; }

    public required double Lease { get; init; }

    public required string Load { get; init; }

    /// <summary>Everything that was done, in order.</summary>
    public required IReadOnlyList<Trouble> Deeds { get; init; }

    /// <summary>Moments at which something was done or mended, in order.</summary>
    public required IReadOnlyList<double> Disturbances { get; init; }

    public required IReadOnlyList<FloatingLife> Lives { get; init; }

    /// <summary>Seconds of waiting for a processor between two moments.</summary>
    public required Func<double, double, double> Stalls { get; init; }

    /// <summary>Events that the nodes' own journals hold and that were compared with the shared one.</summary>
    public required int Events { get; init; }

    /// <summary>What was wrong with them.</summary>
    public required IReadOnlyList<string> EventProblems { get; init; }

    /// <summary>What did not come about in time: a node that does not join, a worker that runs nowhere.</summary>
    public required IReadOnlyList<string> Stuck { get; init; }

    public IReadOnlyList<Handover> Handovers => FloatingCheck.Handovers(Lives);

    public IReadOnlyList<Handover> Failovers => [.. Handovers.Where(handover => handover.IsFailover)];

    /// <summary>Seconds from the last thing that was done before a worker came back, or from its last mark when that was later, for each that went to another node.</summary>
    public IReadOnlyList<double> Gaps => [.. Failovers.Select(handover => handover.To.Begun - Math.Max(handover.From.Last, Disturbed(handover)))];

    /// <summary>What must not be; none when all is well.</summary>
    public IReadOnlyList<string> Violations =>
    [
        .. FloatingCheck.Violations(Lives),
        // While things are done a worker may have to wait again and again; from the last one on a lease and a second must do.
        .. FloatingCheck.TooLong(Failovers, handover => Lease + 1 + Stalls(Math.Max(handover.From.Last, Disturbed(handover)), handover.To.Begun), Disturbed),
        .. EventProblems,
        .. Stuck,
    ];

    /// <summary>The last disturbance before a worker was made again.</summary>
    private double Disturbed(Handover handover) => Disturbances.LastOrDefault(at => at < handover.To.Born, double.MinValue);

    /// <summary>The table.</summary>
    public override string ToString() => ClusterTables.Of(this);
}
