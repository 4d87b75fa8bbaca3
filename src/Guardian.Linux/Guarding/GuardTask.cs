using System.Runtime.Versioning;
using Guardian.Linux.Processes;

namespace Guardian.Linux.Guarding;

/// <summary>What a guard is started for: the command line of <c>guardian guard</c>.</summary>
[SupportedOSPlatform("linux")]
public sealed record GuardTask
{
    /// <summary>Pid of the node.</summary>
    public required int Node { get; init; }

    /// <summary>Start time of the node's process in clock ticks since boot (field 22 of <c>/proc/PID/stat</c>).</summary>
    public required long Start { get; init; }

    /// <summary>The node's mark: the value of <c>GUARDIAN_NODE</c> in the environment of what it launches.</summary>
    public required string Mark { get; init; }

    /// <summary>Path at which the guard listens for the node's words.</summary>
    public required string Socket { get; init; }

    /// <summary>Until when floating processes may live, in nanoseconds of CLOCK_BOOTTIME, as the node said before; null when it never did.</summary>
    public long? Until { get; init; }

    /// <summary>Directory in which the node names the main processes of floating instances; null for none.</summary>
    public string? Records { get; init; }

    internal NodeProcess Process => new(Node, Start, NodeProcess.Current.Namespace);
}
