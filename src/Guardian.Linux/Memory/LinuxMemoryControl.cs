using System.Globalization;
using System.Runtime.Versioning;
using System.Text;
using Guardian.Linux.Connections;
using Guardian.Linux.Interop;
using Guardian.Workers;

namespace Guardian.Linux.Memory;

/// <summary>Takes memory back through <c>memory.reclaim</c> of a process's control group (version 2, kernel 5.19 and later).</summary>
/// <remarks>Only where the group is not one that the node lives in, so that the node and its neighbours are never pressed. Keeps no state.</remarks>
[SupportedOSPlatform("linux")]
public sealed class LinuxMemoryControl : IMemoryControl
{
    private readonly Func<int, string?> _groupOf;
    private readonly Func<string, string?> _directoryOf;

    /// <summary>Makes one over the groups that this process sees.</summary>
    public LinuxMemoryControl()
        : this(
            pid => TryRead($"/proc/{pid}/cgroup") is { } content ? CgroupPath.Of(content) : null,
            group => TryRead("/proc/self/mountinfo") is { } mounts ? CgroupPath.Directory(mounts, group) : null)
    {
    }

    internal LinuxMemoryControl(Func<int, string?> groupOf, Func<string, string?> directoryOf)
    {
        _groupOf = groupOf;
        _directoryOf = directoryOf;
    }

    /// <inheritdoc/>
    public MemoryReclaim Reclaim(ProcessIdentity process, long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        if (_groupOf(process.Pid) is not { } group) { return Nothing("the process is in no control group of version 2 that is seen from here"); }
        if (_groupOf(Environment.ProcessId) is not { } own) { return Nothing("the node's own control group is not known"); }
        if (CgroupPath.Covers(group, own)) { return Nothing($"control group {group} is one that the node itself lives in"); }
        if (_directoryOf(group) is not { } directory) { return Nothing($"control group {group} is mounted nowhere"); }
        // Asked last: had it ended before, the group read above might be that of a later process with its pid.
        if (!ProcessFamily.IsAlive(process)) { return Nothing($"process {process.Pid} is no longer the one that was meant"); }

        long? before = Current(directory);
        int error = Write(Path.Combine(directory, "memory.reclaim"), Math.Min(bytes, before ?? bytes));
        long freed = Math.Max(0, (before ?? 0) - (Current(directory) ?? before ?? 0));
        return error switch
        {
            0 => new MemoryReclaim(true, freed, $"{Mebibytes(freed)} of control group {group} taken back"),
            // EAGAIN: less than asked for could be found.
            Constants.EAGAIN when freed > 0 => new MemoryReclaim(true, freed, $"{Mebibytes(freed)} of control group {group} taken back, {Mebibytes(bytes)} asked for"),
            Constants.EAGAIN => Nothing($"control group {group} has nothing that can be taken back"),
            Constants.ENOENT => Nothing($"control group {group} has no memory.reclaim: no memory controller, or a kernel before 5.19"),
            _ => Nothing($"memory.reclaim of control group {group}: {Errno.Describe(error)}"),
        };
    }

    private static MemoryReclaim Nothing(string reason) => new(false, 0, reason);

    private static long? Current(string directory) =>
        TryRead(Path.Combine(directory, "memory.current")) is { } text && long.TryParse(text, CultureInfo.InvariantCulture, out long bytes) ? bytes : null;

    private static unsafe int Write(string file, long bytes)
    {
        int descriptor = Libc.Open(file, Constants.O_WRONLY | Constants.O_CLOEXEC, 0);
        if (descriptor < 0) { return Errno.Last; }
        byte[] text = Encoding.ASCII.GetBytes(bytes.ToString(CultureInfo.InvariantCulture));
        int error = 0;
        fixed (byte* pointer = text) { error = Libc.Write(descriptor, pointer, (nuint)text.Length) < 0 ? Errno.Last : 0; }
        _ = Libc.Close(descriptor);
        return error;
    }

    private static string? TryRead(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Mebibytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.#} MiB");
}
