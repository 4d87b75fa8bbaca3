using System.Runtime.Versioning;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;
using Guardian.Workers;

namespace Guardian.Linux.Guarding;

/// <summary>Ends everything that a scan finds: halts it first, so that nothing can slip out of its family meanwhile, and kills it then.</summary>
/// <remarks>
/// <para>A process that is killed while it forks leaves a child with another parent, and if that child has dropped its marks and its session
/// nothing tells whose it was. A halted one (SIGSTOP) forks no more and stays in its place. So one look after another is taken until no new
/// process shows, each is halted as soon as it is seen, and only then all are killed. To the world outside a halted process is as good as
/// dead: it executes nothing.</para>
/// <para>Each process is signalled through its pidfd. Where a whole process group is to end it is signalled at once as well, which no fork
/// escapes: the kernel lets a process that has a signal waiting not fork before it has taken it.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class FloatingKill(FloatingScan scan)
{
    // Something that forks faster than it can be halted is killed all the same, and looked for again.
    private const int MaxHalts = 20;

    private readonly HashSet<int> _groups = [];

    /// <summary>Ends what is found now.</summary>
    /// <param name="found">How many processes were found that were not known before.</param>
    /// <returns>Whether any process was found; those killed before and not gone yet count.</returns>
    public bool Strike(out int found)
    {
        found = 0;
        ReadOnlySpan<FloatingProcess> members = scan.Look();
        if (members.IsEmpty) { return false; }
        for (int round = 0; round < MaxHalts; round++)
        {
            int fresh = Halt(members);
            found += fresh;
            if (fresh == 0) { break; }
            members = scan.Look();
        }

        SignalGroups(members, Signals.Kill);
        foreach (FloatingProcess member in members) { Pidfd.SignalOrGone(member.Pid, member.StartTicks, Signals.Kill); }
        return true;
    }

    /// <summary>Does what <see cref="Strike"/> does, harming nobody, so that everything it needs is loaded, compiled and in memory.</summary>
    public void WarmUp()
    {
        _ = scan.Look();
        int self = Environment.ProcessId;
        if (!ProcFiles.TryReadStat(self, out ProcStat stat)) { return; }
        // Signal 0 is checked and not delivered.
        ReadOnlySpan<FloatingProcess> itself = [new FloatingProcess(self, stat.StartTicks, self, OwnsGroup: true, IsHalted: true)];
        Halt(itself);
        SignalGroups(itself, 0);
        foreach (FloatingProcess each in itself) { Pidfd.SignalOrGone(each.Pid, each.StartTicks, 0); }
    }

    private int Halt(ReadOnlySpan<FloatingProcess> members)
    {
        int fresh = 0;
        foreach (FloatingProcess member in members)
        {
            if (member.IsHalted) { continue; }
            if (fresh == 0) { SignalGroups(members, Constants.SIGSTOP); }
            fresh++;
            Pidfd.SignalOrGone(member.Pid, member.StartTicks, Constants.SIGSTOP);
            scan.Halted(member);
        }

        return fresh;
    }

    private void SignalGroups(ReadOnlySpan<FloatingProcess> members, int signal)
    {
        _groups.Clear();
        foreach (FloatingProcess member in members)
        {
            if (!member.OwnsGroup || _groups.Contains(member.Group)) { continue; }
            // While a member of it lives the number of a group cannot mean another one, and a halted one does not end by itself.
            bool isCertain = member.IsHalted || member.Pid == member.Group;
            if (!isCertain) { continue; }
            _groups.Add(member.Group);
            SignalGroup(member, signal);
        }
    }

    private static void SignalGroup(in FloatingProcess member, int signal)
    {
        int pidfd = Pidfd.Open(member.Pid);
        if (pidfd < 0) { return; }
        bool same = ProcFiles.TryReadStat(member.Pid, out ProcStat now) && now.StartTicks == member.StartTicks && now.Group == member.Group;
        if (same && (member.Pid != member.Group || Pidfd.SignalGroup(pidfd, signal) == Constants.EINVAL))
        {
            _ = Libc.Kill(-member.Group, signal); // the leader has ended, or the kernel is older than 6.9
        }

        _ = Libc.Close(pidfd);
    }
}
