namespace Guardian.Faults;

/// <summary>What is done about a fault at once, by rule alone.</summary>
public abstract record ReflexResponse
{
    private ReflexResponse() { }

    /// <summary>End the instance and start it again; counts against its restart budget.</summary>
    /// <param name="AbortFirst">Send SIGABRT first, so that a core dump or a stack trace shows where it hung, then kill.</param>
    public sealed record Restart(bool AbortFirst) : ReflexResponse;

    /// <summary>Ask the instance to stop (drain, signal, deadline) and start it again; not held against it.</summary>
    public sealed record GracefulRestart : ReflexResponse;

    /// <summary>Only say so: a restart would not cure it by itself, or the restart policy has already answered.</summary>
    public sealed record Report : ReflexResponse;

    /// <summary>An incident is opened, which decides.</summary>
    public sealed record Deliberate : ReflexResponse;

    /// <summary>The answer to a kind of fault where nobody else decides.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <returns>The answer; every kind has one.</returns>
    public static ReflexResponse For(FaultKind kind) => kind switch
    {
        FaultKind.Hang or FaultKind.NoProgress or FaultKind.ProbeFailed => new Restart(AbortFirst: true),

        // A zombie has no stack to show, and a start that never ends has not begun any work worth draining.
        FaultKind.Zombie or FaultKind.NotReady => new Restart(AbortFirst: false),
        FaultKind.MemoryOver => new GracefulRestart(),
        FaultKind.Crash or FaultKind.BudgetSpent or FaultKind.CannotStart or FaultKind.Unrestartable => new Report(),
        FaultKind.CpuOver or FaultKind.DescriptorsOver or FaultKind.ErrorRate or FaultKind.SlowAnswer => new Report(),

        // Ahead of the trouble, or of the server as a whole: nothing is on fire yet, and no single restart puts it out.
        FaultKind.Leak or FaultKind.ErrorBurst or FaultKind.StuckConnection => new Report(),
        FaultKind.HostMemory or FaultKind.HostLoad or FaultKind.FailureRisk or FaultKind.Requested => new Report(),

        // A restart hands the dead children to the node, which reaps them; but they harm nobody while process ids are left.
        FaultKind.ZombieChildren => new Report(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a kind of fault"),
    };
}
