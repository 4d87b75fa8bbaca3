using System.Runtime.InteropServices;

namespace Guardian.FaultWorker;

/// <summary>Starts children that the runtime does not know of, so that nobody waits for them.</summary>
internal static unsafe partial class Children
{
    private const short SetSession = 0x80; // POSIX_SPAWN_SETSID

    /// <summary>Starts a program.</summary>
    /// <param name="ownSession">Whether it leads a session of its own.</param>
    /// <param name="command">Absolute path and arguments.</param>
    public static void Start(bool ownSession, params string[] command)
    {
        byte* attributes = stackalloc byte[512];
        _ = AttributesInit(attributes);
        _ = AttributesFlags(attributes, ownSession ? SetSession : (short)0);
        nint* arguments = stackalloc nint[command.Length + 1];
        for (int i = 0; i < command.Length; i++) { arguments[i] = Marshal.StringToCoTaskMemUTF8(command[i]); }
        arguments[command.Length] = 0;
        byte** environment = *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");
        int pid;
        int error = Spawn(&pid, (byte*)arguments[0], null, attributes, (byte**)arguments, environment);
        for (int i = 0; i < command.Length; i++) { Marshal.FreeCoTaskMem(arguments[i]); }
        if (error != 0) { throw new InvalidOperationException($"{command[0]}: {Marshal.GetPInvokeErrorMessage(error)}"); }
    }

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int AttributesInit(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int AttributesFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    private static partial int Spawn(int* pid, byte* path, void* actions, void* attributes, byte** arguments, byte** environment);
}
