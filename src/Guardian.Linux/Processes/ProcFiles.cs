using System.Buffers.Text;
using System.Text;
using Guardian.Linux.Interop;
using Guardian.Workers;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Processes;

/// <summary>Reads the small files of <c>/proc</c> into the caller's buffers, without allocating.</summary>
internal static unsafe class ProcFiles
{
    private const int PathSize = 96;

    /// <summary>Large enough for any stat line.</summary>
    public const int StatSize = 1024;

    /// <summary>The boot that start times count from.</summary>
    public static string BootId { get; } = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();

    /// <summary>Whether the kernel lists children per thread (CONFIG_PROC_CHILDREN, on in every distribution's kernel).</summary>
    public static bool HasChildrenLists { get; } = File.Exists($"/proc/self/task/{Environment.ProcessId}/children");

    /// <summary>Opens a file below a process's directory, close-on-exec.</summary>
    /// <returns>The descriptor, or -1 with the error set.</returns>
    public static int Open(int pid, ReadOnlySpan<byte> name)
    {
        Span<byte> path = stackalloc byte[PathSize];
        FormatPath(path, pid, name);
        fixed (byte* pointer = path) { return Libc.Open(pointer, O_RDONLY | O_CLOEXEC, 0); }
    }

    /// <summary>Writes into a file below a process's directory; what is refused is left.</summary>
    public static void Write(int pid, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        Span<byte> path = stackalloc byte[PathSize];
        FormatPath(path, pid, name);
        int descriptor;
        fixed (byte* pointer = path) { descriptor = Libc.Open(pointer, O_WRONLY | O_CLOEXEC, 0); }
        if (descriptor < 0) { return; }
        fixed (byte* pointer = text) { _ = Libc.Write(descriptor, pointer, (nuint)text.Length); }
        _ = Libc.Close(descriptor);
    }

    /// <summary>Opens one thread's list of children.</summary>
    /// <returns>The descriptor, or -1 with the error set.</returns>
    public static int OpenChildren(int pid, int thread)
    {
        Span<byte> name = stackalloc byte[32];
        "task/"u8.CopyTo(name);
        Utf8Formatter.TryFormat(thread, name[5..], out int digits);
        "/children"u8.CopyTo(name[(5 + digits)..]);
        return Open(pid, name[..(5 + digits + 9)]);
    }

    /// <summary>Reads a process's stat line.</summary>
    /// <returns>False when there is no such process.</returns>
    public static bool TryReadStat(int pid, out ProcStat stat)
    {
        stat = default;
        int descriptor = Open(pid, "stat"u8);
        if (descriptor < 0) { return false; }
        bool read = TryReadStatFrom(descriptor, out stat);
        _ = Libc.Close(descriptor);
        return read;
    }

    /// <summary>Reads the stat line from a descriptor kept open.</summary>
    /// <returns>False once the process has been reaped.</returns>
    public static bool TryReadStatFrom(int descriptor, out ProcStat stat)
    {
        stat = default;
        byte* buffer = stackalloc byte[StatSize];
        nint size = Libc.ReadAt(descriptor, buffer, StatSize, 0);
        return size > 0 && ProcStat.TryParse(new ReadOnlySpan<byte>(buffer, (int)size), out stat);
    }

    /// <summary>Facts about a file below a process's directory; of the directory itself when <paramref name="name"/> is empty.</summary>
    public static bool TryStat(int pid, ReadOnlySpan<byte> name, out FileFacts facts)
    {
        Span<byte> path = stackalloc byte[PathSize];
        FormatPath(path, pid, name);
        fixed (byte* pointer = path)
        fixed (FileFacts* into = &facts) { return Libc.Statx(AT_FDCWD, pointer, 0, STATX_BASIC_STATS, into) == 0; }
    }

    /// <summary>The marks in a process's environment as it was at exec.</summary>
    /// <returns>Null when the environment cannot be read.</returns>
    /// <remarks>In the middle of exec the environment is empty for some microseconds; so an empty one is looked at again after a while.</remarks>
    public static ProcessMarks? ReadMarks(int pid)
    {
        byte[]? content = ReadAll(pid, "environ"u8);
        for (int again = 0; again < 5 && content is { Length: 0 }; again++)
        {
            if (Pidfd.EndsWithin(pid, milliseconds: 2)) { return null; }
            content = ReadAll(pid, "environ"u8);
        }

        if (content is null) { return null; }
        return new ProcessMarks(
            Find(content, "GUARDIAN_INSTANCE="u8), Find(content, "GUARDIAN_NODE="u8), Find(content, "GUARDIAN_COMMAND="u8));
    }

    /// <summary>Value of one variable in the content of an environ file.</summary>
    public static string? Find(ReadOnlySpan<byte> environ, ReadOnlySpan<byte> nameAndEquals) =>
        FindBytes(environ, nameAndEquals, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;

    /// <summary>Value of one variable in the content of an environ file, where it stands.</summary>
    /// <returns>False when it is not there.</returns>
    public static bool FindBytes(ReadOnlySpan<byte> environ, ReadOnlySpan<byte> nameAndEquals, out ReadOnlySpan<byte> value)
    {
        while (!environ.IsEmpty)
        {
            int end = environ.IndexOf((byte)0);
            value = end < 0 ? environ : environ[..end];
            if (value.StartsWith(nameAndEquals))
            {
                value = value[nameAndEquals.Length..];
                return true;
            }

            environ = end < 0 ? [] : environ[(end + 1)..];
        }

        value = default;
        return false;
    }

    /// <summary>A whole file below a process's directory, 1 MiB at most.</summary>
    /// <returns>Null when it cannot be read.</returns>
    public static byte[]? ReadAll(int pid, ReadOnlySpan<byte> name)
    {
        byte[] content = new byte[8192];
        int size = ReadInto(pid, name, ref content, 1 << 20);
        return size < 0 ? null : content.AsSpan(0, size).ToArray();
    }

    /// <summary>Reads a file below a process's directory into a buffer, which grows when it must.</summary>
    /// <returns>How much was read; -1 when it cannot be read.</returns>
    public static int ReadInto(int pid, ReadOnlySpan<byte> name, ref byte[] buffer, int atMost)
    {
        int descriptor = Open(pid, name);
        if (descriptor < 0) { return -1; }
        int size = 0;
        nint got = 1;
        while (got > 0)
        {
            if (size == buffer.Length)
            {
                if (size >= atMost) { break; }
                Array.Resize(ref buffer, size * 2);
            }

            fixed (byte* pointer = buffer) { got = Libc.Read(descriptor, pointer + size, (nuint)(buffer.Length - size)); }
            size += Math.Max(0, (int)got);
        }

        _ = Libc.Close(descriptor);
        return got < 0 ? -1 : size;
    }

    /// <summary>Every process id of the system, now.</summary>
    public static IReadOnlyList<int> AllPids()
    {
        List<int> pids = new(512);
        ListPids(pids);
        return pids;
    }

    /// <summary>Every process id of the system, now, in ascending order, into the caller's list.</summary>
    public static void ListPids(List<int> into)
    {
        const int bufferSize = 32 * 1024;
        into.Clear();
        int directory = Libc.Open("/proc", O_RDONLY | O_CLOEXEC, 0);
        if (directory < 0) { throw Errno.Exception("open /proc"); }
        byte* buffer = stackalloc byte[bufferSize];
        nint size;
        while ((size = Libc.ReadDirectory(directory, buffer, bufferSize)) > 0)
        {
            // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name.
            for (byte* entry = buffer; entry < buffer + size; entry += *(ushort*)(entry + 16))
            {
                ReadOnlySpan<byte> name = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + 19);
                if (Utf8Parser.TryParse(name, out int pid, out int used) && used == name.Length) { into.Add(pid); }
            }
        }

        _ = Libc.Close(directory);
    }

    /// <summary>Identity of a live process.</summary>
    /// <returns>Null when it does not exist or is dead.</returns>
    public static ProcessIdentity? Identify(int pid) =>
        TryReadStat(pid, out ProcStat stat) && !stat.IsDead ? new ProcessIdentity(pid, stat.StartTicks, BootId) : null;

    private static void FormatPath(Span<byte> path, int pid, ReadOnlySpan<byte> name)
    {
        "/proc/"u8.CopyTo(path);
        int at = 6;
        Utf8Formatter.TryFormat(pid, path[at..], out int digits);
        at += digits;
        if (!name.IsEmpty)
        {
            path[at++] = (byte)'/';
            name.CopyTo(path[at..]);
            at += name.Length;
        }

        path[at] = 0;
    }
}
