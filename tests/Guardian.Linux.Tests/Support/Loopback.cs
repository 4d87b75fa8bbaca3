using System.Net;
using System.Net.Sockets;

namespace Guardian.Linux.Tests.Support;

/// <summary>A listener on loopback and the connections made to it.</summary>
internal sealed class Loopback : IDisposable
{
    private readonly TcpListener _listener;
    private readonly List<Socket> _sockets = [];

    public Loopback(IPAddress? address = null)
    {
        _listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        _listener.Start();
    }

    public int Port => Address.Port;

    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Connects; the accepted end is kept open.</summary>
    public Socket Connect(AddressFamily? family = null)
    {
        Socket client = family is { } six ? new Socket(six, SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        _sockets.Add(client);
        client.Connect(Address.Address, Port);
        Accept();
        return client;
    }

    public Socket Accept()
    {
        _listener.Server.ReceiveTimeout = (int)Patience.Time.TotalMilliseconds;
        Socket accepted = _listener.AcceptSocket();
        accepted.ReceiveTimeout = (int)Patience.Time.TotalMilliseconds;
        _sockets.Add(accepted);
        return accepted;
    }

    public void Dispose()
    {
        foreach (Socket socket in _sockets) { socket.Dispose(); }
        _listener.Dispose();
    }
}
