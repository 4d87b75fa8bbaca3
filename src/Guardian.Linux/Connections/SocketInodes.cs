using System.Buffers.Text;
using System.Runtime.InteropServices;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;

namespace Guardian.Linux.Connections;

/// <summary>Which sockets processes hold, by the inode numbers that the kernel's tables of connections name.</summary>
internal static unsafe class SocketInodes
{
    /// <summary>Descriptors looked at in one family; about 1 µs each.</summary>
    private const int MaxDescriptors = 64 * 1024;

    private const int BufferSize = 16 * 1024;

    /// <summary>Adds the sockets of one process that is still the one that was meant after its descriptors have been read.</summary>
    /// <param name="process">The process as it was seen.</param>
    /// <param name="looked">Descriptors looked at so far, in the whole family; counted on.</param>
    /// <param name="into">Inode to pid; the first holder stays.</param>
    /// <returns>0, or the error that kept its descriptors from being seen.</returns>
    public static int Collect(in ProcStat process, ref int looked, Dictionary<long, int> into)
    {
        int directory = ProcFiles.Open(process.Pid, "fd"u8);
        if (directory < 0) { return Errno.Last; }
        List<long> found = [];
        byte* entries = (byte*)NativeMemory.Alloc(BufferSize);
        byte* target = stackalloc byte[64];
        nint size;
        while (looked < MaxDescriptors && (size = Libc.ReadDirectory(directory, entries, BufferSize)) > 0)
        {
            // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name.
            for (byte* entry = entries; entry < entries + size && looked < MaxDescriptors; entry += *(ushort*)(entry + 16))
            {
                looked++;
                nint length = Libc.ReadLink(directory, entry + 19, target, 64);
                if (length > 0 && TryParse(new ReadOnlySpan<byte>(target, (int)length), out long inode)) { found.Add(inode); }
            }
        }

        NativeMemory.Free(entries);
        _ = Libc.Close(directory);
        bool isSame = ProcFiles.TryReadStat(process.Pid, out ProcStat now) && now.StartTicks == process.StartTicks;
        if (!isSame) { return Constants.ESRCH; }
        foreach (long inode in found) { into.TryAdd(inode, process.Pid); }
        return 0;
    }

    /// <summary>Reads <c>socket:[12345]</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> link, out long inode)
    {
        inode = 0;
        return link.StartsWith("socket:["u8) && link[^1] == (byte)']'
            && Utf8Parser.TryParse(link[8..^1], out inode, out int used) && used == link.Length - 9;
    }
}
