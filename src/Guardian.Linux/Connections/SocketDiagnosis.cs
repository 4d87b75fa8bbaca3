using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Guardian.Linux.Interop;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Connections;

/// <summary>Asks the kernel about sockets and to destroy them, over NETLINK_SOCK_DIAG (sock_diag(7)).</summary>
/// <remarks>
/// A socket is looked up by its addresses first. Only when its inode is the one that was seen in a process's descriptors is it
/// destroyed, by the kernel's cookie: a later connection with the same addresses is not hit.
/// </remarks>
internal sealed unsafe class SocketDiagnosis : IDisposable
{
    // struct nlmsghdr: length 4, type 2, flags 2, sequence 4, port 4.
    private const int HeaderSize = 16;

    // struct inet_diag_req_v2: family 1, protocol 1, extensions 1, padding 1, states 4, struct inet_diag_sockid 48.
    private const int RequestSize = HeaderSize + 56;
    private const int RequestId = HeaderSize + 8;

    // struct inet_diag_msg: family, state, timer, retransmits 1 each, id 48, expires, read queue, write queue, user, inode 4 each.
    private const int ReplyId = HeaderSize + 4;
    private const int ReplyInode = HeaderSize + 68;
    private const int ReplySize = HeaderSize + 72;

    // struct inet_diag_sockid: ports 2 + 2, addresses 16 + 16, interface 4, cookie 8.
    private const int IdSize = 48;
    private const int CookieAt = 40;
    private const int BufferSize = 4096;

    private readonly int _socket;
    private uint _sequence;

    private SocketDiagnosis(int socket) => _socket = socket;

    /// <summary>Opens the way to the kernel.</summary>
    /// <param name="error">Why not.</param>
    /// <returns>Null when there is none.</returns>
    public static SocketDiagnosis? Open(out int error)
    {
        int socket = Libc.Socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_SOCK_DIAG);
        error = socket < 0 ? Errno.Last : 0;
        return socket < 0 ? null : new SocketDiagnosis(socket);
    }

    /// <summary>Destroys one socket.</summary>
    /// <param name="row">As it was seen in the table.</param>
    /// <returns>0, or the error: EPERM without CAP_NET_ADMIN, EOPNOTSUPP without CONFIG_INET_DIAG_DESTROY, ENOENT when there is no such socket.</returns>
    public int Destroy(in TcpRow row)
    {
        Span<byte> request = stackalloc byte[RequestSize];
        Span<byte> reply = stackalloc byte[BufferSize];
        Write(request, row);
        int error = Exchange(request, SOCK_DIAG_BY_FAMILY, NLM_F_REQUEST, reply);
        if (error != 0) { return error; }
        if (Native<uint>(reply, ReplyInode) != row.Inode) { return ENOENT; }
        reply.Slice(ReplyId, IdSize).CopyTo(request[RequestId..]); // with interface and cookie
        return Exchange(request, SOCK_DESTROY, NLM_F_REQUEST | NLM_F_ACK, reply);
    }

    public void Dispose() => _ = Libc.Close(_socket);

    private static void Write(Span<byte> request, in TcpRow row)
    {
        request[HeaderSize] = (byte)(row.Local.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? AF_INET : AF_INET6);
        request[HeaderSize + 1] = IPPROTO_TCP;
        Native(request, HeaderSize + 4, uint.MaxValue); // any state
        Span<byte> id = request[RequestId..];
        WriteEnd(id, id[4..20], row.Local);
        WriteEnd(id[2..], id[20..36], row.Remote);
        id[CookieAt..].Fill(0xff); // INET_DIAG_NOCOOKIE
    }

    private static void WriteEnd(Span<byte> port, Span<byte> address, IPEndPoint end)
    {
        BinaryPrimitives.WriteUInt16BigEndian(port, (ushort)end.Port);
        _ = end.Address.TryWriteBytes(address, out _);
    }

    /// <summary>Sends one request and reads its answer, which the kernel has queued by the time that sending returns.</summary>
    private int Exchange(Span<byte> request, ushort type, int flags, Span<byte> reply)
    {
        Native(request, 0, (uint)request.Length);
        Native(request, 4, type);
        Native(request, 6, (ushort)flags);
        Native(request, 8, ++_sequence);
        fixed (byte* pointer = request)
        {
            if (Libc.Write(_socket, pointer, (nuint)request.Length) < 0) { return Errno.Last; }
        }

        nint size;
        fixed (byte* pointer = reply) { size = Libc.Read(_socket, pointer, (nuint)reply.Length); }
        if (size < 0) { return Errno.Last; }
        if (size < HeaderSize + 4 || Native<uint>(reply, 8) != _sequence) { return EINVAL; }
        if (Native<ushort>(reply, 4) == NLMSG_ERROR) { return -Native<int>(reply, HeaderSize); }
        return size >= ReplySize ? 0 : EINVAL;
    }

    private static void Native<T>(Span<byte> at, int offset, T value) where T : unmanaged => MemoryMarshal.Write(at[offset..], in value);

    private static T Native<T>(ReadOnlySpan<byte> at, int offset) where T : unmanaged => MemoryMarshal.Read<T>(at[offset..]);
}
