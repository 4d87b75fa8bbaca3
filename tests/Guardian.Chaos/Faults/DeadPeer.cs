using System.Net;
using System.Net.Sockets;

namespace Guardian.Chaos.Faults;

/// <summary>A peer that lets everybody connect and never answers.</summary>
internal sealed class DeadPeer : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public DeadPeer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        // The kernel completes connections up to the backlog; nobody accepts them, which a client cannot tell from a peer that is busy.
        _listener.Listen(4096);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    public void Dispose() => _listener.Dispose();
}
