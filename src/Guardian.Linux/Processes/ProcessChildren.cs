using System.Buffers.Text;
using Guardian.Linux.Interop;

namespace Guardian.Linux.Processes;

/// <summary>Who the children of a process are, by the kernel's own lists.</summary>
internal static unsafe class ProcessChildren
{
    private const int BufferSize = 4096;

    /// <summary>Children attached to one thread, which is where forks of that thread and, for the main thread, re-parented processes are.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="thread">Its thread.</param>
    /// <param name="into">Filled from the front.</param>
    /// <returns>How many were written; the list is cut when <paramref name="into"/> is too short.</returns>
    public static int OfThread(int pid, int thread, Span<int> into)
    {
        int descriptor = ProcFiles.OpenChildren(pid, thread);
        if (descriptor < 0) { return 0; }
        int count = 0;
        byte* buffer = stackalloc byte[BufferSize];
        int kept = 0;
        while (count < into.Length)
        {
            nint got = Libc.Read(descriptor, buffer + kept, (nuint)(BufferSize - kept));
            if (got <= 0) { break; }
            // The list is "PID PID PID " with a space after each; what follows the last space is half a number.
            ReadOnlySpan<byte> text = new(buffer, kept + (int)got);
            while (count < into.Length && text.IndexOf((byte)' ') is >= 0 and int space)
            {
                if (Utf8Parser.TryParse(text[..space], out int child, out _)) { into[count++] = child; }
                text = text[(space + 1)..];
            }

            kept = text.Length;
            text.CopyTo(new Span<byte>(buffer, BufferSize));
        }

        _ = Libc.Close(descriptor);
        return count;
    }

    /// <summary>Children of all threads, up to a bound on threads.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="threads">How many threads it has; the directory of threads is read only when there are several.</param>
    /// <param name="maxThreads">Beyond this many threads only the first ones are asked.</param>
    /// <param name="into">Filled from the front.</param>
    /// <returns>How many were written.</returns>
    public static int OfProcess(int pid, int threads, int maxThreads, Span<int> into)
    {
        if (!ProcFiles.HasChildrenLists) { return ByScan(pid, into); }
        if (threads <= 1) { return OfThread(pid, pid, into); }

        int directory = ProcFiles.Open(pid, "task"u8);
        if (directory < 0) { return 0; }
        byte* buffer = stackalloc byte[BufferSize];
        int count = 0;
        int asked = 0;
        nint size;
        while ((size = Libc.ReadDirectory(directory, buffer, BufferSize)) > 0 && asked < maxThreads)
        {
            // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name.
            for (byte* entry = buffer; entry < buffer + size && asked < maxThreads; entry += *(ushort*)(entry + 16))
            {
                ReadOnlySpan<byte> name = System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry + 19);
                if (!Utf8Parser.TryParse(name, out int thread, out int used) || used != name.Length) { continue; }
                asked++;
                count += OfThread(pid, thread, into[count..]);
            }
        }

        _ = Libc.Close(directory);
        return count;
    }

    private static int ByScan(int parent, Span<int> into)
    {
        int count = 0;
        foreach (int pid in ProcFiles.AllPids())
        {
            if (count < into.Length && ProcFiles.TryReadStat(pid, out ProcStat stat) && stat.Parent == parent) { into[count++] = pid; }
        }

        return count;
    }
}
