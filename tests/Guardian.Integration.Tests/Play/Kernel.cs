using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Guardian.Integration.Tests.Play;

/// <summary>What a test sees of processes, and how it signals them: past the node, as any other program would.</summary>
internal static partial class Kernel
{
    public const int Hangup = 1;
    public const int Kill = 9;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static bool IsRoot => GetEffectiveUser() == 0;

    /// <summary>Signals one process; false when it is gone.</summary>
    public static bool Signal(int pid, int signal)
    {
        // 0, 1 and negative numbers would mean groups, everybody or init.
        ArgumentOutOfRangeException.ThrowIfLessThan(pid, 2);
        return SendSignal(pid, signal) == 0;
    }

    /// <summary>Whether a process runs. One that ended and waits for its parent does not.</summary>
    public static bool IsAlive(int pid) => Stat(pid) is { } stat && stat[0] is not ("Z" or "X");

    /// <summary>Parent of a process, or 0.</summary>
    public static int ParentOf(int pid) => Number(pid, 1);

    /// <summary>Session of a process, or 0.</summary>
    public static int SessionOf(int pid) => Number(pid, 3);

    /// <summary>Start time in ticks since boot, or 0.</summary>
    public static long StartTicksOf(int pid) => Number(pid, 19);

    /// <summary>Niceness of a process.</summary>
    public static int NiceOf(int pid) => Number(pid, 16);

    public static string BootId => File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Children of a process, those that have ended included.</summary>
    public static int[] ChildrenOf(int pid) => [.. AllPids().Where(candidate => ParentOf(candidate) == pid)];

    /// <summary>Children of a process that ended and were not waited for.</summary>
    public static int[] ZombiesOf(int pid) => [.. ChildrenOf(pid).Where(child => Stat(child) is ["Z", ..])];

    /// <summary>Live processes whose environment has an entry.</summary>
    public static int[] PidsWith(string entry) => [.. AllPids().Where(pid => IsAlive(pid) && EnvironmentOf(pid).Contains(entry))];

    /// <summary>Live processes whose command line holds a text.</summary>
    public static int[] PidsNaming(string text) =>
    [
        .. AllPids().Where(pid => pid != Environment.ProcessId && IsAlive(pid)
            && Fields(pid, "cmdline").Any(field => field.Contains(text, StringComparison.Ordinal))),
    ];

    /// <summary>What stands behind a switch on the command line of a process; null when it is not there.</summary>
    public static string? ArgumentOf(int pid, string name) => Fields(pid, "cmdline") is { } fields && Array.IndexOf(fields, name) is >= 0 and int at && at + 1 < fields.Length ? fields[at + 1] : null;

    public static string[] EnvironmentOf(int pid) => Fields(pid, "environ");

    private static string[] Fields(int pid, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/{file}")).Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static IEnumerable<int> AllPids() => Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) ? pid : 0)
        .Where(pid => pid > 1);

    private static int Number(int pid, int field) => Stat(pid) is { } stat ? int.Parse(stat[field], CultureInfo.InvariantCulture) : 0;

    /// <summary>Fields of <c>/proc/PID/stat</c> from the state on; null when there is no such process.</summary>
    private static string[]? Stat(int pid)
    {
        try
        {
            string text = File.ReadAllText($"/proc/{pid}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();
}
