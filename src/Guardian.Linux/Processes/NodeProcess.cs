using System.Globalization;
using Guardian.Linux.Interop;
using Guardian.Workers;

namespace Guardian.Linux.Processes;

/// <summary>The process of a node as the processes that it launches name it, in <c>GUARDIAN_NODE_PROCESS</c>.</summary>
/// <param name="Pid">Its pid, in its own namespace.</param>
/// <param name="StartTicks">Its start time, as in <see cref="ProcessIdentity"/>.</param>
/// <param name="Namespace">Inode of its pid namespace: a number means something only there.</param>
/// <remarks>Only processes with a fencing token carry it. With it a guard can tell what its own node launched from what a later node with the same mark did.</remarks>
internal readonly record struct NodeProcess(int Pid, long StartTicks, ulong Namespace)
{
    /// <summary>The variable.</summary>
    public const string Variable = "GUARDIAN_NODE_PROCESS";

    /// <summary>The variable that makes a process a floating one.</summary>
    public const string TokenVariable = "GUARDIAN_FENCING_TOKEN";

    /// <summary>This very process.</summary>
    public static NodeProcess Current { get; } = new(
        Environment.ProcessId,
        ProcFiles.TryReadStat(Environment.ProcessId, out ProcStat stat) ? stat.StartTicks : 0,
        OwnNamespace());

    /// <summary>Reads the variable's value.</summary>
    /// <returns>Null when it is none.</returns>
    public static NodeProcess? Parse(string? value)
    {
        string[] parts = value?.Split('.') ?? [];
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long ticks)
            && ulong.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out ulong space)
            ? new NodeProcess(pid, ticks, space)
            : null;
    }

    /// <summary>The variable's value.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid}.{StartTicks}.{Namespace}");

    private static ulong OwnNamespace() =>
        ProcFiles.TryStat(Environment.ProcessId, "ns/pid"u8, out FileFacts facts) ? facts.Inode : 0;
}
