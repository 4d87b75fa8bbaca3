using System.Globalization;
using Guardian.Linux.Notify;
using Guardian.Workers;

namespace Guardian.Linux.Processes;

/// <summary>The cgroup (version 2) of one instance: membership that no process can leave by itself.</summary>
internal sealed class SlotCgroup
{
    private readonly string _directory;

    private SlotCgroup(string directory) => _directory = directory;

    /// <summary>Makes the cgroup, or finds the one that an earlier node made.</summary>
    /// <param name="parent">A writable cgroup directory.</param>
    /// <param name="instance">Name of the instance.</param>
    /// <exception cref="LaunchException">It cannot be made (<see cref="LaunchProblem.Files"/>).</exception>
    public static SlotCgroup Open(string parent, string instance)
    {
        string directory = Path.Combine(parent, NameOf(instance));
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new LaunchException(LaunchProblem.Files, $"cgroup '{directory}' cannot be made: {refused.Message}");
        }

        return File.Exists(Path.Combine(directory, "cgroup.procs"))
            ? new SlotCgroup(directory)
            : throw new LaunchException(LaunchProblem.Files, $"'{parent}' is no cgroup of version 2");
    }

    /// <summary>Name of an instance's cgroup.</summary>
    public static string NameOf(string instance) => "guardian-" + NotifySocketPath.Escape(instance);

    /// <summary>Moves a process that was just started; what it forks from now on is a member too.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void Attach(int pid) => File.WriteAllText(Path.Combine(_directory, "cgroup.procs"), pid.ToString(CultureInfo.InvariantCulture));

    /// <summary>Pids of the members, of cgroups below it too.</summary>
    public IReadOnlyList<int> Members() => MembersOf(_directory);

    /// <summary>Pids of the members of a cgroup, of cgroups below it too; none when it is gone.</summary>
    /// <param name="directory">Its directory.</param>
    public static IReadOnlyList<int> MembersOf(string directory)
    {
        List<int> members = [];
        try
        {
            foreach (string file in Directory.EnumerateFiles(directory, "cgroup.procs", SearchOption.AllDirectories))
            {
                members.AddRange(File.ReadLines(file).Select(line => int.Parse(line, CultureInfo.InvariantCulture)));
            }
        }
        catch (IOException)
        {
            // Its last member has ended, and somebody has removed it.
        }

        return members;
    }

    /// <summary>Kills all members at once, those that fork meanwhile included (kernel 5.14).</summary>
    /// <returns>False on an older kernel.</returns>
    public bool Kill()
    {
        string file = Path.Combine(_directory, "cgroup.kill");
        if (!File.Exists(file)) { return false; }
        File.WriteAllText(file, "1");
        return true;
    }

    /// <summary>Removes it when nobody is in it; a running instance keeps it for the next node.</summary>
    public void Remove()
    {
        try
        {
            Directory.Delete(_directory);
        }
        catch (Exception populated) when (populated is IOException or UnauthorizedAccessException)
        {
            // Members are left, which is what the cgroup is kept for.
        }
    }
}
