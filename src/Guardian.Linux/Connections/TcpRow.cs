using System.Buffers.Text;
using System.Net;
using System.Runtime.InteropServices;

namespace Guardian.Linux.Connections;

/// <summary>One line of <c>/proc/PID/net/tcp</c> or <c>tcp6</c> (proc_pid_net(5)).</summary>
internal readonly record struct TcpRow(IPEndPoint Local, IPEndPoint Remote, int State, long SendQueue, long ReceiveQueue, long Inode)
{
    /// <summary>TCP_ESTABLISHED of linux/tcp_states.h.</summary>
    public const int Established = 1;

    private const int Fields = 10;

    /// <summary>Parses one line; the kernel prints addresses as 32-bit words in the byte order of the machine.</summary>
    /// <returns>False when the text is no such line: the heading, for one.</returns>
    public static bool TryParse(ReadOnlySpan<byte> line, out TcpRow row)
    {
        row = default;
        Span<Range> fields = stackalloc Range[Fields];
        int count = 0;
        for (int at = 0; count < Fields; count++)
        {
            while (at < line.Length && line[at] == (byte)' ') { at++; }
            int start = at;
            while (at < line.Length && line[at] != (byte)' ') { at++; }
            if (start == at) { return false; }
            fields[count] = start..at;
        }

        ReadOnlySpan<byte> queues = line[fields[4]];
        int colon = queues.IndexOf((byte)':');
        if (colon < 0
            || !TryEndPoint(line[fields[1]], out IPEndPoint? local)
            || !TryEndPoint(line[fields[2]], out IPEndPoint? remote)
            || !TryHex(line[fields[3]], out uint state) || state > 255
            || !TryHex(queues[..colon], out uint send)
            || !TryHex(queues[(colon + 1)..], out uint receive)
            || !Utf8Parser.TryParse(line[fields[9]], out long inode, out int used) || used != fields[9].End.Value - fields[9].Start.Value)
        {
            return false;
        }

        row = new TcpRow(local!, remote!, (int)state, send, receive, inode);
        return true;
    }

    private static bool TryEndPoint(ReadOnlySpan<byte> text, out IPEndPoint? point)
    {
        point = null;
        int colon = text.IndexOf((byte)':');
        if (colon is not (8 or 32) || !TryHex(text[(colon + 1)..], out uint port) || port > 0xffff) { return false; }
        Span<uint> words = stackalloc uint[colon / 8];
        for (int i = 0; i < words.Length; i++)
        {
            if (!TryHex(text.Slice(i * 8, 8), out words[i])) { return false; }
        }

        point = new IPEndPoint(new IPAddress(MemoryMarshal.AsBytes(words)), (int)port);
        return true;
    }

    private static bool TryHex(ReadOnlySpan<byte> text, out uint value) =>
        Utf8Parser.TryParse(text, out value, out int used, 'x') && used == text.Length;
}
