namespace Guardian.Linux.Processes;

/// <summary>How the Linux process control works.</summary>
public sealed record LinuxProcessOptions
{
    /// <summary>
    /// Whether the node becomes the reaper of its instances' orphans (prctl(2), PR_SET_CHILD_SUBREAPER): no zombie stays, and what
    /// a crashed instance left behind is found without reading all of <c>/proc</c>. Ignored on a kernel without CONFIG_PROC_CHILDREN.
    /// </summary>
    /// <value>On unless another part of the program reaps every child itself.</value>
    public bool Subreaper { get; init; } = true;

    /// <summary>
    /// A writable cgroup v2 directory below which each instance gets a cgroup of its own, or null for none. With it even a process that
    /// cleared its environment and left its session is found and killed.
    /// </summary>
    /// <value>Null by default: moving a process often costs the kernel a grace period (measured: median 0.3 ms, one in ten 5 ms, worst 42 ms).</value>
    public string? CgroupParent { get; init; }

    /// <summary>Threads on which processes are created.</summary>
    /// <value>1 to 16.</value>
    public int SpawnThreads { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 4);
}
