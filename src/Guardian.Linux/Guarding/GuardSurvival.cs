using System.Runtime.Versioning;
using Guardian.Linux.Interop;
using Guardian.Workers;

namespace Guardian.Linux.Guarding;

/// <summary>Makes this process hard to end and quick to act when the server is short of everything. What is refused is left as it is.</summary>
[SupportedOSPlatform("linux")]
internal static class GuardSurvival
{
    private const int Niceness = -10;
    private const string NotForOutOfMemory = "-1000";
    private const int LastClassicSignal = 31;

    // What a fault of the program itself raises, what cannot be ignored, and what ends children and stops: these stay as they are.
    private static readonly int[] s_untouched =
    [
        4, 5, Signals.Abort, 7, 8, Signals.Kill, 11, Constants.SIGCHLD, 18, Constants.SIGSTOP, 31,
    ];

    /// <summary>Ignores every signal by which terminals, service managers and people ask a process to end.</summary>
    /// <remarks>The kernel drops them then: the guard does not even wake. Only SIGKILL ends it.</remarks>
    public static void IgnoreRequests()
    {
        for (int signal = 1; signal <= LastClassicSignal; signal++)
        {
            if (!s_untouched.Contains(signal)) { _ = Libc.SetSignalHandler(signal, Constants.SIG_IGN); }
        }
    }

    /// <summary>Asks for preference over other processes: processor time, and not to be the one that is killed for memory.</summary>
    /// <remarks>
    /// As root the calling thread runs in real time (SCHED_RR, least priority), as is usual for what fences: before every process that
    /// is not, among them everything that it is to end. It needs some milliseconds at a time, and nothing at rest.
    /// </remarks>
    public static unsafe void ClaimPreference()
    {
        int priority = 1;
        if (Libc.SetScheduler(0, Constants.SCHED_RR | Constants.SCHED_RESET_ON_FORK, &priority) != 0)
        {
            _ = Libc.SetPriority(Constants.PRIO_PROCESS, 0, Niceness);
        }

        try
        {
            File.WriteAllText("/proc/self/oom_score_adj", NotForOutOfMemory);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Only with CAP_SYS_RESOURCE; without it the guard, being small, is one of the last anyway.
        }
    }

    /// <summary>Keeps in memory what is there now and what will be touched of it, so that acting needs no page from a disk.</summary>
    /// <remarks>Only for root, for whom the amount is not limited; others are refused as a whole.</remarks>
    public static void StayInMemory() => _ = Libc.LockMemory(Constants.MCL_CURRENT | Constants.MCL_ONFAULT);
}
