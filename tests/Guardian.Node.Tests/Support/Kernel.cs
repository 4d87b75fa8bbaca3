using System.Diagnostics;

namespace Guardian.Node.Tests.Support;

/// <summary>Real processes, by pid.</summary>
internal static class Kernel
{
    public static bool Runs(int pid) => Directory.Exists($"/proc/{pid}") && !File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);

    /// <summary>SIGKILL, as an operator would send it.</summary>
    public static void Kill(int pid)
    {
        using Process process = Process.GetProcessById(pid);
        process.Kill();
    }
}
