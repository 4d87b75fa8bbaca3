using System.ComponentModel;
using System.Runtime.Versioning;
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
        int descriptor = -1;
        try
        {
            File.Delete(path);
            descriptor = Datagrams.Open(path);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            if (account is not null && Libc.ChangeOwner(path, account.User, account.Group) != 0) { throw Errno.Exception("chown"); }
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or Win32Exception)
        {
            if (descriptor >= 0) { _ = Libc.Close(descriptor); }
            throw new LaunchException(LaunchProblem.Files, $"notify socket '{path}': {refused.Message}");
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
        Span<byte> buffer = stackalloc byte[Datagrams.MaxSize];
        int error;
        int size;
        bool wasCut;
        Credentials? sender;
        lock (_gate)
        {
            if (_descriptor < 0) { return false; }
            error = Datagrams.Receive(_descriptor, buffer, out size, out wasCut, out sender);
        }

        if (error != 0) { return error == EINTR; }
        if (sender is not { } known || (known.User != 0 && known.User != _allowedUser)) { return true; }

        ReadOnlySpan<byte> datagram = buffer[..size];
        if (wasCut) { datagram = datagram[..(datagram.LastIndexOf((byte)'\n') + 1)]; } // only its whole lines
        message = NotifyParser.Parse(datagram, known.Pid);
        return true;
    }
}
