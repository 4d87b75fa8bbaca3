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
/// escapes: the kernel does not let a process fork that has a signal waiting.</para>
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class FloatingKill(FloatingScan scan)
{
    // Something that forks faster than it can be halted is killed all the same, and looked for again.
    private const int MaxHalts = 20;

    private const int MostHurried = 1000;

    private readonly HashSet<int> _groups = [];

    /// <summary>Ends what is found now.</summary>
    /// <param name="found">How many processes were found that no strike had found before.</param>
    /// <returns>Whether any process was found; those killed before and not gone yet count.</returns>
    public bool Strike(out int found)
    {
        ReadOnlySpan<FloatingProcess> members = scan.Look(halt: true);
        found = scan.NewlyFound;
        if (members.IsEmpty) { return false; }
        for (int round = 0; round < MaxHalts && scan.NewlyFound > 0; round++)
        {
            Halt(members);
            members = scan.Look(halt: true);
            found += scan.NewlyFound;
        }

        Hurry(members);
        SignalGroups(members, Signals.Kill);
        foreach (FloatingProcess member in members) { Pidfd.SignalOrGone(member.Pid, member.StartTicks, Signals.Kill); }
        return true;
    }

    /// <summary>Does what <see cref="Strike"/> does, harming nobody, so that everything it needs is loaded, compiled and in memory.</summary>
    public void WarmUp()
    {
        _ = scan.Look(halt: false);
        int self = Environment.ProcessId;
        if (!ProcFiles.TryReadStat(self, out ProcStat stat)) { return; }
        // Signal 0 is checked and not delivered.
        ReadOnlySpan<FloatingProcess> itself = [new FloatingProcess(self, stat.StartTicks, self, OwnsGroup: true, IsHalted: true)];
        Hurry(itself);
        SignalGroups(itself, 0);
        foreach (FloatingProcess each in itself) { Pidfd.SignalOrGone(each.Pid, each.StartTicks, 0); }
    }

    private void Halt(ReadOnlySpan<FloatingProcess> members)
    {
        SignalGroups(members, Constants.SIGSTOP);
        foreach (FloatingProcess member in members)
        {
            if (!member.IsHalted && Pidfd.SignalOrGone(member.Pid, member.StartTicks, Constants.SIGSTOP)) { scan.Halted(member); }
        }
    }

    /// <summary>Lets processes die soon: that takes processor time of their own, and until then they hold connections and locks.</summary>
    /// <remarks>Halted, they use it for nothing else. Only root may; on a server that is not busy it makes no difference.</remarks>
    private static void Hurry(ReadOnlySpan<FloatingProcess> members)
    {
        foreach (FloatingProcess member in members[..Math.Min(members.Length, MostHurried)])
        {
            if (!member.IsHalted) { continue; }
            if (Libc.SetPriority(Constants.PRIO_PROCESS, member.Pid, -20) != 0 && Errno.Last != Constants.ESRCH) { return; }
            // Where the scheduler shares out by sessions (sched(7), autogroup), niceness counts only within one.
            ProcFiles.Write(member.Pid, "autogroup"u8, "-20"u8);
        }
    }

    private void SignalGroups(ReadOnlySpan<FloatingProcess> members, int signal)
    {
        _groups.Clear();
        foreach (FloatingProcess member in members)
        {
            // 0 and 1 would mean the guard's own group and everybody; a process whose group is outside of its pid namespace shows 0.
            if (member.OwnsGroup && member.Group > 1 && _groups.Add(member.Group)) { SignalGroup(member.Group, signal); }
        }
    }

    private static void SignalGroup(int group, int signal)
    {
        int leader = Pidfd.Open(group);
        // Its leader has ended, or the kernel is older than 6.9: then by its number. It was seen in the last look, and to mean another group
        // now the kernel would have had to give away every other number since.
        if (leader < 0 || Pidfd.SignalGroup(leader, signal) == Constants.EINVAL) { _ = Libc.Kill(-group, signal); }
        if (leader >= 0) { _ = Libc.Close(leader); }
    }
}
