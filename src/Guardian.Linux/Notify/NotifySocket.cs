using System.Runtime.Versioning;
using System.Text;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;
using Guardian.Workers;
using static Guardian.Linux.Interop.Constants;

namespace Guardian.Linux.Notify;

/// <summary>One instance's notify socket: receives datagrams and hears from the kernel who sent them.</summary>
/// <remarks>Descriptors sent along are closed at once; that also ends the wait of sd_notify_barrier(3) as it should.</remarks>
[SupportedOSPlatform("linux")]
internal sealed unsafe class NotifySocket : IReadySource, IDisposable
{
    private const int MaxDatagram = 8192;
    private const int ControlSize = 2048; // 253 descriptors, the most that one message can carry, and credentials
    private const int MaxPerWake = 64; // then other sources get their turn; epoll tells again

    private readonly Lock _gate = new(); // the descriptor: received from by the loop, closed by the slot's owner
    private readonly Action<NotifyMessage> _received;
    private readonly uint _allowedUser;
    private readonly ulong _inode;
    private int _descriptor;

    private NotifySocket(string path, int descriptor, uint allowedUser, Action<NotifyMessage> received)
    {
        Path = path;
        _descriptor = descriptor;
        _allowedUser = allowedUser;
        _received = received;
        _inode = Inode(path);
    }

    /// <summary>Path it is bound to.</summary>
    public string Path { get; }

    /// <summary>The socket, for the event loop.</summary>
    public int Descriptor => _descriptor;

    /// <summary>Makes and binds the socket, in place of one that an earlier node left.</summary>
    /// <param name="spec">The slot.</param>
    /// <param name="account">Account that must be able to write to it, or null for the node's own.</param>
    /// <param name="received">Told of each message, on the event loop's thread.</param>
    /// <exception cref="LaunchException">It cannot be made (<see cref="LaunchProblem.Files"/>).</exception>
    public static NotifySocket Open(SlotSpec spec, UserAccount? account, Action<NotifyMessage> received)
    {
        string path = NotifySocketPath.Choose(spec, NotifySocketPath.ShortBase(), reachableByOthers: account is not null);
        NotifySocketPath.MakeDirectory(System.IO.Path.GetDirectoryName(path)!, reachableByOthers: account is not null);
        int descriptor = Libc.Socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (descriptor < 0) { throw Problem(path, "socket", Errno.Last); }
        try
        {
            int on = 1;
            if (Libc.SetSocketOption(descriptor, SOL_SOCKET, SO_PASSCRED, &on, sizeof(int)) != 0) { throw Problem(path, "setsockopt", Errno.Last); }
            File.Delete(path);
            BindTo(descriptor, path);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            if (account is not null && Libc.ChangeOwner(path, account.User, account.Group) != 0) { throw Problem(path, "chown", Errno.Last); }
        }
        catch (Exception refused)
        {
            _ = Libc.Close(descriptor);
            if (refused is IOException or UnauthorizedAccessException)
            {
                throw new LaunchException(LaunchProblem.Files, $"notify socket '{path}': {refused.Message}");
            }

            throw;
        }

        return new NotifySocket(path, descriptor, account?.User ?? Libc.EffectiveUser(), received);
    }

    /// <inheritdoc/>
    public void OnReady() => Drain(MaxPerWake);

    /// <summary>Receives what is waiting, at most so many datagrams, and hands it on.</summary>
    public void Drain(int atMost)
    {
        for (int i = 0; i < atMost; i++)
        {
            if (!TryReceive(out NotifyMessage? message)) { return; }
            if (message is not null) { _received(message); }
        }
    }

    /// <summary>Closes the socket and removes it from its directory.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_descriptor < 0) { return; }
            _ = Libc.Close(_descriptor);
            _descriptor = -1;
        }

        // Workers that outlive the node get an error at once when they notify, and carry on. A slot that was opened again
        // in the meantime has its own socket at this path.
        if (Inode(Path) == _inode) { File.Delete(Path); }
    }

    private static ulong Inode(string path)
    {
        using NativeStrings native = NativeStrings.From([path]);
        FileFacts facts;
        return Libc.Statx(AT_FDCWD, native.Pointer[0], AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &facts) == 0 ? facts.Inode : 0;
    }

    private bool TryReceive(out NotifyMessage? message)
    {
        message = null;
        byte* buffer = stackalloc byte[MaxDatagram];
        byte* control = stackalloc byte[ControlSize];
        IoVector vector = new() { Start = buffer, Length = MaxDatagram };
        MessageHeader header = new() { Vectors = &vector, VectorCount = 1, Control = control, ControlLength = ControlSize };
        nint size;
        lock (_gate)
        {
            if (_descriptor < 0) { return false; }
            size = Libc.ReceiveMessage(_descriptor, &header, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        }

        if (size < 0) { return Errno.Last == EINTR; }
        Credentials? sender = ReadControl(control, (int)header.ControlLength);
        if (sender is not { } known || (known.User != 0 && known.User != _allowedUser)) { return true; }

        ReadOnlySpan<byte> datagram = new(buffer, (int)size);
        if ((header.Flags & MSG_TRUNC) != 0) { datagram = datagram[..(datagram.LastIndexOf((byte)'\n') + 1)]; } // only its whole lines
        message = NotifyParser.Parse(datagram, known.Pid);
        return true;
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

    private static void BindTo(int descriptor, string path)
    {
        Span<byte> address = stackalloc byte[2 + NotifySocketPath.MaxLength + 1];
        address.Clear();
        address[0] = AF_UNIX; // sa_family_t, in little endian as both architectures are
        int size = Encoding.UTF8.GetBytes(path, address[2..]);
        fixed (byte* pointer = address)
        {
            if (Libc.Bind(descriptor, pointer, (uint)(2 + size + 1)) != 0) { throw Problem(path, "bind", Errno.Last); }
        }
    }

    private static LaunchException Problem(string path, string call, int error) =>
        new(LaunchProblem.Files, $"notify socket '{path}': {call}: {Errno.Describe(error)}");
}
