using System.Net.Sockets;
using System.Text;

namespace Guardian.FaultWorker;

/// <summary>Sends sd_notify datagrams; says nothing when nobody asked for them or nobody listens.</summary>
internal sealed class Notifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _to;

    public Notifier()
    {
        string? path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(path)) { return; }
        _to = new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    }

    public void Send(string text)
    {
        if (_socket is null) { return; }
        try
        {
            lock (_socket) { _socket.SendTo(Encoding.UTF8.GetBytes(text), _to!); }
        }
        catch (SocketException)
        {
            // The node is away; a worker carries on.
        }
    }

    public void Dispose() => _socket?.Dispose();
}
