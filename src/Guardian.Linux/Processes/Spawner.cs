using Guardian.Linux.Interop;
using Guardian.Workers;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Processes;

/// <summary>posix_spawn with Guardian's settings: own session and group, default signals, only standard streams.</summary>
internal sealed unsafe class Spawner : IDisposable
{
    private const int OpaqueSize = 512; // glibc: attributes 336 bytes, file actions 80

    // Up to here even a list that holds every child is read in some 30 us, less than two thread switches cost.
    private const int FewChildren = 64;

    private readonly SpawnThreads _threads;
    private readonly Func<int> _children;

    /// <summary>Starts the threads that children are created on when there are many of them.</summary>
    /// <param name="threads">How many threads.</param>
    /// <param name="children">Says how many children there are.</param>
    public Spawner(int threads, Func<int> children)
    {
        _threads = new SpawnThreads(threads);
        _children = children;
    }

    /// <summary>Creates the process.</summary>
    /// <param name="plan">What to execute.</param>
    /// <param name="output">Descriptor that becomes its standard output and error.</param>
    /// <returns>Its pid and a pidfd that the caller owns.</returns>
    /// <exception cref="LaunchException">It could not be created or executed; nothing was left behind.</exception>
    public (int Pid, int Pidfd) Spawn(LaunchPlan plan, int output)
    {
        int pid = 0;
        int error = 0;
        if (_children() < FewChildren) { error = SpawnHere(plan, output, out pid); }
        else { _threads.Run(() => error = SpawnHere(plan, output, out pid)); }

        if (error != 0) { throw Explain(plan, error); }

        int pidfd = Pidfd.Open(pid);
        if (pidfd >= 0) { return (pid, pidfd); }

        error = Errno.Last;
        KillUnwatched(pid);
        throw new LaunchException(LaunchProblem.Resources, $"'{plan.Command}' could not be watched (pidfd_open): {Errno.Describe(error)}");
    }

    /// <summary>Ends a child that nobody watches yet and reaps it.</summary>
    public static void KillUnwatched(int pid)
    {
        _ = Libc.Kill(pid, Signals.Kill);
        ExitFacts facts;
        while (Libc.WaitId(P_PID, pid, &facts, WEXITED) != 0 && Errno.Last == EINTR) { }
    }

    /// <inheritdoc/>
    public void Dispose() => _threads.Dispose();

    /// <summary>posix_spawn on the calling thread.</summary>
    /// <returns>0, or the error number.</returns>
    internal static int SpawnHere(LaunchPlan plan, int output, out int pid)
    {
        byte* attributes = stackalloc byte[OpaqueSize];
        byte* actions = stackalloc byte[OpaqueSize];
        byte* signals = stackalloc byte[128];
        using NativeStrings arguments = NativeStrings.From(plan.Arguments);
        using NativeStrings environment = NativeStrings.From(plan.Environment);
        using NativeStrings paths = NativeStrings.From([plan.Program, plan.Directory, "/dev/null"]);

        _ = Libc.SpawnAttributesInit(attributes);
        _ = Libc.SpawnAttributesFlags(attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
        new Span<byte>(signals, 128).Clear();
        _ = Libc.SpawnAttributesSignalMask(attributes, signals);
        new Span<byte>(signals, 128).Fill(0xff);
        _ = Libc.SpawnAttributesDefaultSignals(attributes, signals);

        _ = Libc.SpawnActionsInit(actions);
        // The directory first: a relative path of the command is relative to it.
        int error = Libc.SpawnActionsDirectory(actions, paths.Pointer[1]);
        if (error == 0) { error = Libc.SpawnActionsDuplicate(actions, output, 1); }
        if (error == 0) { error = Libc.SpawnActionsDuplicate(actions, output, 2); }
        if (error == 0) { error = Libc.SpawnActionsOpen(actions, 0, paths.Pointer[2], O_RDONLY, 0); }
        if (error == 0) { error = Libc.SpawnActionsCloseFrom(actions, 3); }
        int child = 0;
        if (error == 0) { error = Libc.Spawn(&child, paths.Pointer[0], actions, attributes, arguments.Pointer, environment.Pointer); }
        _ = Libc.SpawnActionsDestroy(actions);
        pid = child;
        return error;
    }

    private static LaunchException Explain(LaunchPlan plan, int error)
    {
        string words = Errno.Describe(error);
        return error switch
        {
            EAGAIN or ENOMEM or EMFILE or ENFILE => new LaunchException(LaunchProblem.Resources, $"'{plan.Command}' could not be started: {words}"),
            E2BIG => new LaunchException(LaunchProblem.Resources, $"arguments and environment of '{plan.Command}' are too large: {words}"),
            // The checks before found file and directory in order, so look again for what only exec sees.
            _ => CommandLookup.Check(plan.Program)
                ?? CommandLookup.CheckFormat(plan.Program)
                ?? new LaunchException(LaunchProblem.NotExecutable, $"command '{plan.Command}' cannot be executed: {words}"),
        };
    }
}
