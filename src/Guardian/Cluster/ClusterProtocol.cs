namespace Guardian.Cluster;

/// <summary>Messages to and from the cluster's actor.</summary>
internal static class ClusterProtocol
{
    /// <summary>The store calls.</summary>
    public sealed record Heard(ClusterSignal Signal);

    /// <summary>Another configuration is in force.</summary>
    public sealed record Apply(GuardianOptions Options, System.Collections.Immutable.ImmutableArray<Workers.WorkerDefinition> Runnable);

    /// <summary>Recovery or a person wants a floating worker on another node; answered with <see cref="Recovery.ControlResult"/> when it is
    /// given up here.</summary>
    public sealed record Relocate(string Worker, string Reason);

    /// <summary>Take a lease on something else than a worker (<see cref="LeaseKeys"/>); answered with <see cref="LeaseAnswer"/>. It is held until
    /// <see cref="DropLease"/>, at most as long as the membership.</summary>
    public sealed record TakeLease(string Key);

    /// <summary>Whether this node holds the lease now; with a <paramref name="Problem"/> when nobody knows.</summary>
    public sealed record LeaseAnswer(bool Holds, string? Problem = null);

    /// <summary>Give such a lease back.</summary>
    public sealed record DropLease(string Key);

    /// <summary>Hand everything over and leave; answered with <see cref="Gone"/>. The node stays out until its next start.</summary>
    public sealed record Leave
    {
        public static readonly Leave Instance = new();
    }

    /// <summary>Answer to <see cref="Leave"/>.</summary>
    public sealed record Gone;
}
