using System.Globalization;
using System.Runtime.InteropServices;

namespace Guardian.Cluster.Postgres.Tests.Support;

/// <summary>Freezes a server and thaws it: its main process and all its others.</summary>
internal static partial class Signals
{
    private const int Stop = 19;
    private const int Continue = 18;

    internal static void Freeze(int postmaster)
    {
        Send(postmaster, Stop); // first, so that no further process comes
        foreach (int child in Children(postmaster))
        {
            Send(child, Stop);
        }
    }

    internal static void Thaw(int postmaster)
    {
        foreach (int child in Children(postmaster))
        {
            Send(child, Continue);
        }

        Send(postmaster, Continue);
    }

    private static IEnumerable<int> Children(int parent)
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out int pid) && ParentOf(pid) == parent)
            {
                yield return pid;
            }
        }
    }

    private static int ParentOf(int pid)
    {
        try
        {
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0; // it has ended
        }
    }

    private static void Send(int pid, int signal) => _ = Kill(pid, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
