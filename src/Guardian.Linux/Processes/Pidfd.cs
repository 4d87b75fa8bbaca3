using Guardian.Linux.Interop;
using Guardian.Workers;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Processes;

/// <summary>Calls on process descriptors: unlike a pid, a descriptor never comes to mean another process.</summary>
internal static unsafe class Pidfd
{
    /// <summary>Opens a descriptor, close-on-exec.</summary>
    /// <returns>-1 with the error set when there is no such process.</returns>
    public static int Open(int pid) => (int)Libc.Syscall(SYS_pidfd_open, pid, 0, 0, 0);

    /// <summary>Sends a signal to the process.</summary>
    public static bool Signal(int pidfd, int signal) => Libc.Syscall(SYS_pidfd_send_signal, pidfd, signal, 0, 0) == 0;

    /// <summary>Sends a signal to the process group that the process leads or led, also after it has ended (kernel 6.9).</summary>
    /// <returns>0, or the error: ESRCH when the group is empty, EINVAL on an older kernel.</returns>
    public static int SignalGroup(int pidfd, int signal) =>
        Libc.Syscall(SYS_pidfd_send_signal, pidfd, signal, 0, PIDFD_SIGNAL_PROCESS_GROUP) == 0 ? 0 : Errno.Last;

    /// <summary>Signals one process and no later one with its pid. One that is gone already counts too: somebody was quicker.</summary>
    /// <param name="pid">Its pid.</param>
    /// <param name="startTicks">Its start time.</param>
    /// <param name="signal">Signal number.</param>
    /// <returns>False when it may not be signalled.</returns>
    public static bool SignalOrGone(int pid, long startTicks, int signal)
    {
        int pidfd = Open(pid);
        if (pidfd < 0) { return Errno.Last == ESRCH; }
        // Opened first and looked at then: what the descriptor means can no longer change.
        bool same = ProcFiles.TryReadStat(pid, out ProcStat now) && now.StartTicks == startTicks;
        bool done = !same || Signal(pidfd, signal) || Errno.Last == ESRCH;
        _ = Libc.Close(pidfd);
        return done;
    }

    /// <summary>Waits for a process's end for a short while.</summary>
    /// <returns>Whether it has ended.</returns>
    public static bool EndsWithin(int pid, int milliseconds)
    {
        int pidfd = Open(pid);
        if (pidfd < 0) { return true; }
        PollFile file = new() { Descriptor = pidfd, Events = POLLIN };
        bool ended = Libc.Poll(&file, 1, milliseconds) > 0;
        _ = Libc.Close(pidfd);
        return ended;
    }

    /// <summary>How a process that has ended did so: waits for our own child (and so reaps it), asks the kernel about any other.</summary>
    /// <param name="pidfd">Its descriptor, readable because it has ended.</param>
    /// <param name="pid">Its pid.</param>
    /// <param name="startTicks">Its start time, to tell it from a later process with the same pid.</param>
    /// <param name="status">The status; <see cref="ExitStatus.Unknown"/> when nobody can say.</param>
    /// <returns>False when it has not ended.</returns>
    /// <remarks>
    /// Of a process that is not our child the status is known in two ways: while its parent has not reaped it, from
    /// <c>/proc/PID/stat</c>; afterwards, from kernel 6.15 on, through PIDFD_GET_INFO. Neither waits for anybody.
    /// </remarks>
    public static bool TryReadExit(int pidfd, int pid, long startTicks, out ExitStatus status)
    {
        ExitFacts facts = default;
        if (Libc.WaitId(P_PIDFD, pidfd, &facts, WEXITED | WNOHANG) == 0)
        {
            status = facts.Code == CLD_EXITED ? ExitStatus.Exited(facts.Status) : ExitStatus.Signalled(facts.Status);
            return facts.Pid != 0;
        }

        if (TryReadInfo(pidfd, out status)) { return true; }
        if (ProcFiles.TryReadStat(pid, out ProcStat stat) && stat.StartTicks == startTicks)
        {
            if (!stat.IsDead) { return false; }
            // The kernel shows 0 to those who may not trace the process, so a 0 counts only for its owner and root.
            bool mayTrust = stat.WaitStatus != 0 || Libc.EffectiveUser() == 0
                || (ProcFiles.TryStat(pid, [], out FileFacts owner) && owner.Owner == Libc.EffectiveUser());
            status = mayTrust ? FromWaitStatus(stat.WaitStatus) : ExitStatus.Unknown;
            return true;
        }

        if (!TryReadInfo(pidfd, out status)) { status = ExitStatus.Unknown; }
        return true;
    }

    /// <summary>Decodes a wait status as wait(2) gives it.</summary>
    public static ExitStatus FromWaitStatus(int status) =>
        (status & 0x7f) == 0 ? ExitStatus.Exited((status >> 8) & 0xff) : ExitStatus.Signalled(status & 0x7f);

    private static bool TryReadInfo(int pidfd, out ExitStatus status)
    {
        PidfdInfo info = new() { Mask = PIDFD_INFO_EXIT };
        bool known = Libc.IoControl(pidfd, PIDFD_GET_INFO, &info) == 0 && (info.Mask & PIDFD_INFO_EXIT) != 0;
        status = known ? FromWaitStatus(info.ExitCode) : ExitStatus.Unknown;
        return known;
    }
}
