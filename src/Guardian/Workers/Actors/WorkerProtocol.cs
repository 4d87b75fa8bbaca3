using Guardian.Workers.Records;

namespace Guardian.Workers.Actors;

/// <summary>Messages between the fleet and the workers' supervisors.</summary>
internal static class WorkerProtocol
{
    /// <summary>The worker's dependencies are ready: it may start.</summary>
    public sealed record Begin
    {
        public static readonly Begin Instance = new();
    }

    /// <summary>A person wants it to run.</summary>
    public sealed record StartAsked(string By);

    /// <summary>A person wants it stopped, and to stay so.</summary>
    public sealed record StopAsked(string By);

    /// <summary>A person wants its processes replaced.</summary>
    public sealed record RestartAsked(bool AllAtOnce, string By);

    /// <summary>A person wants another number of instances.</summary>
    public sealed record ScaleAsked(int Instances, string By);

    /// <summary>Something for one instance; an unknown one is answered with <see cref="Hosting.CommandReply.UnknownName"/>.</summary>
    public sealed record ForInstance(int Index, object Message);

    /// <summary>
    /// Recovery wants new processes; answered with <see cref="Recovery.ControlResult"/> when all are ready, or one cannot get so.
    /// </summary>
    /// <param name="Indexes">Which instances; empty for all.</param>
    /// <param name="Style">How the old ones are ended.</param>
    /// <param name="Reason">In words.</param>
    public sealed record ReplaceAsked(System.Collections.Immutable.ImmutableArray<int> Indexes, EndStyle Style, string Reason);

    /// <summary>Recovery wants more or fewer instances; answered with <see cref="Recovery.ControlResult"/>.</summary>
    /// <param name="Change">How many more (positive) or fewer (negative).</param>
    /// <param name="Reason">In words.</param>
    public sealed record ScaleAdvice(int Change, string Reason);

    /// <summary>The store, which was away when the node started, tells what it knows of the worker.</summary>
    public sealed record Recall(WorkerRecord Known);

    /// <summary>This node holds a replica of the floating worker and may run it.</summary>
    public sealed record LeaseGiven(Cluster.HeldLease Lease);

    /// <summary>This node must not run the floating worker any more; answered with <see cref="Released"/> when no process of it is left.</summary>
    public sealed record LeaseTaken(string Reason);

    /// <summary>Answer to <see cref="LeaseTaken"/>.</summary>
    public sealed record Released(string Worker);

    /// <summary>Where a floating worker runs, in words; <paramref name="Elsewhere"/> when another node runs it.</summary>
    public sealed record Whereabouts(string Words, bool Elsewhere);

    /// <summary>What the cluster's people want of a floating worker; null where nobody has said.</summary>
    public sealed record SharedIntent(bool? Run, int? Instances, string By);

    /// <summary>The definition changed.</summary>
    public sealed record Redefine(WorkerDefinition Definition, GroupStrategy Strategy);

    /// <summary>Stop every process; the node is going down. Answered with <see cref="Quiet"/>.</summary>
    public sealed record ShutDown
    {
        public static readonly ShutDown Instance = new();
    }

    /// <summary>Kill what is left; the node cannot wait any longer.</summary>
    public sealed record KillNow
    {
        public static readonly KillNow Instance = new();
    }

    /// <summary>The definition is gone: stop every process and end. The fleet sees <c>Terminated</c>.</summary>
    public sealed record Remove
    {
        public static readonly Remove Instance = new();
    }

    /// <summary>Stop for the sake of a group; answered with <see cref="Quiet"/>.</summary>
    public sealed record GroupStop(string Reason);

    /// <summary>Start again for the sake of a group.</summary>
    public sealed record GroupGo(string Reason);

    /// <summary>No process of the worker is left.</summary>
    public sealed record Quiet(string Worker);

    /// <summary>A member of a group failed; its own start is held until <see cref="GroupGo"/>.</summary>
    public sealed record MemberFailed(string Worker, string Reason);

    /// <summary>Every instance it should have was tried once.</summary>
    public sealed record StartedOnce(string Worker);

    /// <summary>Enough of its instances are ready, or no longer are.</summary>
    public sealed record Readiness(string Worker, bool Ready);

    /// <summary>Look at the instances now.</summary>
    public sealed record Check
    {
        public static readonly Check Instance = new();
    }
}
