namespace Guardian.Workers.Actors;

/// <summary>Messages between a worker's supervisor and its instances.</summary>
internal static class InstanceProtocol
{
    /// <summary>
    /// Start a process after a delay; <paramref name="Forget"/> gives the restart policy a clean slate. Orders are numbered by the
    /// supervisor; one older than the last carried out is dropped.
    /// </summary>
    public sealed record Launch(long Order, TimeSpan Delay, string? Reason, bool Forget = false);

    /// <summary>
    /// Deal with a process of an earlier node. Kept when it runs and <paramref name="How"/> says so; otherwise it is ended, with what it
    /// left behind, and <see cref="Stopped"/> answers.
    /// </summary>
    public sealed record TakeOver(long Order, ProcessIdentity? Process, DateTimeOffset? StartedAt, OrphanPolicy How, bool SaysProgress = false);

    /// <summary>End the process and stay without one; answered with <see cref="Stopped"/>.</summary>
    public sealed record Stop(long Order, string Reason);

    /// <summary>End the process and start another at once; without a process, start one now.</summary>
    public sealed record Restart(long Order, string Reason, bool Forget = false, EndStyle Style = EndStyle.Graceful, bool ByRecovery = false);

    /// <summary>No start follows for now: the worker is done, must not be started again, or its group has not come to it.</summary>
    public sealed record Rest
    {
        public static readonly Rest Instance = new();
    }

    /// <summary>An actor of this worker failed by a fault of our own; whoever lost its way over it finds back.</summary>
    public sealed record Recover
    {
        public static readonly Recover Instance = new();
    }

    /// <summary>Kill the process tree now; the node cannot wait any longer.</summary>
    public sealed record KillNow
    {
        public static readonly KillNow Instance = new();
    }

    /// <summary>Look at the process: sample, follow the log, judge its health.</summary>
    public sealed record Check
    {
        public static readonly Check Instance = new();
    }

    /// <summary>Tell what is known of the process before it is touched; answered with <see cref="Recovery.InstanceEvidence"/>.</summary>
    /// <param name="Lines">How many of the last lines of its log.</param>
    public sealed record TellEvidence(int Lines);

    /// <summary>Save the state now, so that it need not be done at the stop that follows; answered with <see cref="Recovery.StateCapture"/>.</summary>
    public sealed record Capture
    {
        public static readonly Capture Instance = new();
    }

    /// <summary>Send a signal to the main process; answered with <see cref="Recovery.ControlResult"/>.</summary>
    public sealed record SendSignal(int Signal);

    /// <summary>The definition changed in what needs no new process.</summary>
    public sealed record ApplyLive(WorkerDefinition Definition);

    /// <summary>The instance has no process now, as ordered.</summary>
    public sealed record Stopped(int Index, long Order);

    /// <summary>Something about the instance that others see has changed.</summary>
    public sealed record Changed(int Index, InstanceView View);
}
