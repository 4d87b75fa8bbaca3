using System.Runtime.InteropServices;

namespace Guardian.Benchmarks.Linux;

/// <summary>The raw limit: the least that any supervisor on this machine must do. Kill, wait for the pidfd, reap, posix_spawn again; nothing else.</summary>
public static unsafe partial class BareLoop
{
    private const int PidfdOpen = 434;
    private const int ByPidfd = 3;
    private const int Exited = 4;
    private const short PollIn = 1;
    private const int Kill = 9;

    private static readonly nint[] Sleep = [Marshal.StringToCoTaskMemUTF8("/bin/sleep"), Marshal.StringToCoTaskMemUTF8("1000000"), 0];

    /// <summary>Kills one process and starts the next, over and over, each while it still starts up.</summary>
    /// <param name="rounds">How often.</param>
    /// <returns>From kill to the next process's exec, each.</returns>
    public static TimeSpan[] RestartOne(int rounds)
    {
        TimeSpan[] took = new TimeSpan[rounds];
        (int pid, int pidfd) = Start();
        for (int i = 0; i < rounds; i++)
        {
            (took[i], pid, pidfd) = Restart(pid, pidfd);
        }

        End(pid, pidfd);
        return took;
    }

    /// <summary>Kills a process and starts the next.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="pidfd">Its descriptor.</param>
    /// <returns>From kill to the next one's exec, and the next one.</returns>
    public static (TimeSpan Took, int Pid, int Pidfd) Restart(int pid, int pidfd)
    {
        long started = TimeProvider.System.GetTimestamp();
        _ = SendSignal(pid, Kill);
        WaitReadable(pidfd);
        Reap(pidfd);
        _ = Close(pidfd);
        (pid, pidfd) = Start();
        return (TimeProvider.System.GetElapsedTime(started), pid, pidfd);
    }

    /// <summary>Kills a process.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="pidfd">Its descriptor.</param>
    public static void End(int pid, int pidfd)
    {
        _ = SendSignal(pid, Kill);
        WaitReadable(pidfd);
        Reap(pidfd);
        _ = Close(pidfd);
    }

    /// <summary>Kills many processes at once and starts all of them again.</summary>
    /// <param name="count">How many.</param>
    /// <returns>From the first kill to the last exec.</returns>
    public static TimeSpan RestartMany(int count)
    {
        (int Pid, int Pidfd)[] processes = new (int, int)[count];
        for (int i = 0; i < count; i++) { processes[i] = Start(); }
        long started = TimeProvider.System.GetTimestamp();
        foreach ((int pid, _) in processes) { _ = SendSignal(pid, Kill); }
        for (int i = 0; i < count; i++)
        {
            WaitReadable(processes[i].Pidfd);
            Reap(processes[i].Pidfd);
            _ = Close(processes[i].Pidfd);
            processes[i] = Start();
        }

        TimeSpan took = TimeProvider.System.GetElapsedTime(started);
        foreach ((int pid, _) in processes) { _ = SendSignal(pid, Kill); }
        foreach ((_, int pidfd) in processes)
        {
            WaitReadable(pidfd);
            Reap(pidfd);
            _ = Close(pidfd);
        }

        return took;
    }

    /// <summary>Starts a process.</summary>
    /// <returns>Its pid and its descriptor.</returns>
    public static (int Pid, int Pidfd) Start()
    {
        int pid;
        byte* attributes = stackalloc byte[512];
        _ = AttributesInit(attributes);
        _ = AttributesFlags(attributes, 0x80); // POSIX_SPAWN_SETSID
        nint none = 0;
        int error;
        fixed (nint* arguments = Sleep) { error = Spawn(&pid, (byte*)Sleep[0], null, attributes, (byte**)arguments, (byte**)&none); }
        if (error != 0) { throw new InvalidOperationException($"posix_spawn: {Marshal.GetPInvokeErrorMessage(error)}"); }
        return (pid, (int)SystemCall(PidfdOpen, pid, 0));
    }

    private static void WaitReadable(int pidfd)
    {
        long file = (uint)pidfd | ((long)PollIn << 32); // struct pollfd: descriptor, events, returned events
        _ = Poll(&file, 1, -1);
    }

    private static void Reap(int pidfd)
    {
        byte* facts = stackalloc byte[128];
        _ = Wait(ByPidfd, pidfd, facts, Exited);
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int AttributesFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Spawn(int* pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);

    [LibraryImport("libc", EntryPoint = "syscall")]
    private static partial long SystemCall(long number, long argument1, long argument2);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Poll(void* files, nuint count, int timeout);

    [LibraryImport("libc", EntryPoint = "waitid")]
    private static partial int Wait(int kind, int id, void* facts, int options);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
