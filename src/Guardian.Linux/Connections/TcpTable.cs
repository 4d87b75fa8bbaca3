using System.Runtime.InteropServices;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;

namespace Guardian.Linux.Connections;

/// <summary>Reads the kernel's tables of TCP connections, of which it keeps the rows asked for.</summary>
internal static unsafe class TcpTable
{
    /// <summary>Rows kept; a worker with more established connections is shown these.</summary>
    private const int MaxRows = 16 * 1024;

    private const int BufferSize = 64 * 1024;

    /// <summary>Established connections whose socket is wanted, of both tables that a process sees.</summary>
    /// <param name="pid">A process in the network namespace meant.</param>
    /// <param name="wanted">Inodes of sockets.</param>
    public static List<TcpRow> Established(int pid, Dictionary<long, int> wanted)
    {
        List<TcpRow> rows = [];
        if (wanted.Count == 0) { return rows; }
        Read(pid, "net/tcp"u8, wanted, rows);
        Read(pid, "net/tcp6"u8, wanted, rows);
        return rows;
    }

    private static void Read(int pid, ReadOnlySpan<byte> file, Dictionary<long, int> wanted, List<TcpRow> rows)
    {
        int descriptor = ProcFiles.Open(pid, file);
        if (descriptor < 0) { return; }
        byte* buffer = (byte*)NativeMemory.Alloc(BufferSize);
        int kept = 0;
        nint got;
        while (rows.Count < MaxRows && (got = Libc.Read(descriptor, buffer + kept, (nuint)(BufferSize - kept))) > 0)
        {
            ReadOnlySpan<byte> text = new(buffer, kept + (int)got);
            while (text.IndexOf((byte)'\n') is >= 0 and int end)
            {
                bool fits = TcpRow.TryParse(text[..end], out TcpRow row) && row.State == TcpRow.Established && wanted.ContainsKey(row.Inode);
                if (fits && rows.Count < MaxRows) { rows.Add(row); }
                text = text[(end + 1)..];
            }

            kept = text.Length;
            text.CopyTo(new Span<byte>(buffer, BufferSize));
        }

        NativeMemory.Free(buffer);
        _ = Libc.Close(descriptor);
    }
}
