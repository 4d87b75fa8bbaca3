using System.Net;
using System.Net.Sockets;

namespace Guardian.FaultWorker.Work;

/// <summary>A connection to a peer that never answers; it is noticed only when it fails.</summary>
internal sealed class StuckConnection : IDisposable
{
    private Socket? _socket;

    /// <summary>Waits for the answer for a while; connects first when there is no connection.</summary>
    /// <returns>True when an established connection failed, by the peer or by the kernel; one that never was does not count.</returns>
    public bool FailsWithin(int port, TimeSpan wait)
    {
        bool wasEstablished = _socket is { Connected: true };
        try
        {
            if (_socket is null)
            {
                _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                _socket.Connect(IPAddress.Loopback, port);
            }

            return _socket.Poll(wait, SelectMode.SelectRead) && _socket.Receive(new byte[64]) == 0;
        }
        catch (SocketException failed)
        {
            Console.Error.WriteLine($"ERROR: request to 127.0.0.1:{port} failed: {failed.Message}");
            Dispose();
            return wasEstablished;
        }
    }

    /// <summary>Lets go of it; the next wait connects anew.</summary>
    public void Dispose()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
