using System.Runtime.Versioning;
using System.Text;
using Guardian.Linux.Interop;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Notify;

/// <summary>Unix datagram sockets whose receiver hears from the kernel who sent. Nothing here ever waits.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe class Datagrams
{
    /// <summary>Longest datagram received whole.</summary>
    public const int MaxSize = 8192;

    private const int ControlSize = 2048; // 253 descriptors, the most that one message can carry, and credentials

    /// <summary>Makes a socket, bound to a path when there is one, that is told the sender of each datagram.</summary>
    /// <param name="path">Path that nobody uses, or null for a socket that only sends.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">It cannot be made.</exception>
    public static int Open(string? path)
    {
        int descriptor = Libc.Socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (descriptor < 0) { throw Errno.Exception("socket"); }
        if (path is null) { return descriptor; }

        int on = 1;
        byte* address = stackalloc byte[AddressSize];
        uint length = Address(path, address);
        string? failed =
            Libc.SetSocketOption(descriptor, SOL_SOCKET, SO_PASSCRED, &on, sizeof(int)) != 0 ? "setsockopt"
            : Libc.Bind(descriptor, address, length) != 0 ? "bind"
            : null;
        if (failed is null) { return descriptor; }
        System.ComponentModel.Win32Exception problem = Errno.Exception(failed);
        _ = Libc.Close(descriptor);
        throw problem;
    }

    /// <summary>Receives one datagram. Descriptors sent along are closed at once.</summary>
    /// <param name="descriptor">The socket.</param>
    /// <param name="into">Where it goes, <see cref="MaxSize"/> or more.</param>
    /// <param name="size">How long it is.</param>
    /// <param name="wasCut">It was longer than the buffer.</param>
    /// <param name="sender">Who sent it, by the kernel's word; null when that is not known.</param>
    /// <returns>0, or the error: EAGAIN when none waits.</returns>
    public static int Receive(int descriptor, Span<byte> into, out int size, out bool wasCut, out Credentials? sender)
    {
        byte* control = stackalloc byte[ControlSize];
        fixed (byte* buffer = into)
        {
            IoVector vector = new() { Start = buffer, Length = (nuint)into.Length };
            MessageHeader header = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlSize };
            nint got = Libc.ReceiveMessage(descriptor, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
            size = (int)Math.Max(0, got);
            wasCut = got >= 0 && (header.Flags & MSG_TRUNC) != 0;
            sender = got >= 0 ? ReadControl(control, (int)header.ControlLength) : null;
            return got >= 0 ? 0 : Errno.Last;
        }
    }

    /// <summary>Sends one datagram, or drops it when it cannot be taken at once.</summary>
    /// <param name="descriptor">A socket.</param>
    /// <param name="address">Path of the receiver, or <c>@NAME</c> for an abstract one.</param>
    /// <param name="data">What to send.</param>
    /// <returns>0, or the error: EAGAIN when the receiver's queue is full.</returns>
    public static int Send(int descriptor, string address, ReadOnlySpan<byte> data)
    {
        byte* native = stackalloc byte[AddressSize];
        uint length = Address(address, native);
        fixed (byte* bytes = data)
        {
            nint sent = Libc.SendTo(descriptor, bytes, (nuint)data.Length, MSG_DONTWAIT | MSG_NOSIGNAL, native, length);
            return sent >= 0 ? 0 : Errno.Last;
        }
    }

    private const int AddressSize = 2 + NotifySocketPath.MaxLength + 1;

    /// <summary>Writes a <c>struct sockaddr_un</c>.</summary>
    private static uint Address(string path, byte* into)
    {
        Span<byte> address = new(into, AddressSize);
        address.Clear();
        address[0] = AF_UNIX; // sa_family_t, in little endian as both architectures are
        int size = Encoding.UTF8.GetBytes(path, address[2..]);
        if (address[2] != (byte)'@') { return (uint)(2 + size + 1); }
        address[2] = 0;
        return (uint)(2 + size); // an abstract name is as long as it is said to be, with no NUL behind it
    }

    private static Credentials? ReadControl(byte* control, int length)
    {
        Credentials? sender = null;
        int at = 0;
        while (at + sizeof(ControlHeader) <= length)
        {
            ControlHeader* header = (ControlHeader*)(control + at);
            int size = (int)header->Length;
            if (size < sizeof(ControlHeader) || at + size > length) { break; }
            byte* data = (byte*)(header + 1);
            if (header->Level == SOL_SOCKET && header->Type == SCM_CREDENTIALS) { sender = *(Credentials*)data; }
            if (header->Level == SOL_SOCKET && header->Type == SCM_RIGHTS)
            {
                for (int* passed = (int*)data; (byte*)(passed + 1) <= control + at + size; passed++) { _ = Libc.Close(*passed); }
            }

            at += (size + 7) & ~7;
        }

        return sender;
    }
}
