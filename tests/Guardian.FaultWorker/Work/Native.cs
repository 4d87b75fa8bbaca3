using System.Runtime.InteropServices;

namespace Guardian.FaultWorker.Work;

/// <summary>What a worker needs of the system that the runtime does not give: atomic appending, memory that goes back at once, its own death.</summary>
internal static unsafe partial class Native
{
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int CloseOnExec = 0x80000;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;
    private const int PageSize = 4096;

    /// <summary>Opens a file whose writes all go to its end, also with other writers.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static int OpenForAppending(string path)
    {
        int descriptor = Open(path, WriteOnly | Create | Append | CloseOnExec, 0x1a4);
        return descriptor >= 0 ? descriptor : throw new IOException($"{path}: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    /// <summary>Writes in one call.</summary>
    public static void Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes) { _ = Write(descriptor, start, (nuint)bytes.Length); }
    }

    /// <summary>Takes memory and touches it, so that it is resident.</summary>
    public static nint Take(long bytes)
    {
        byte* block = (byte*)Map(0, (nuint)bytes, ReadWrite, PrivateAnonymous, -1, 0);
        if (block == (byte*)-1) { throw new IOException(Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())); }
        for (long at = 0; at < bytes; at += PageSize) { block[at] = 1; }
        return (nint)block;
    }

    /// <summary>Gives it back.</summary>
    public static void Free(nint block, long bytes) => _ = Unmap(block, (nuint)bytes);

    /// <summary>Ends this process as SIGKILL does.</summary>
    public static void KillSelf() => _ = Kill(Environment.ProcessId, 9);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "write")]
    private static partial nint Write(int descriptor, byte* bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint at, nuint size, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint at, nuint size);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
