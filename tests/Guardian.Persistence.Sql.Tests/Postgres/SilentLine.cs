using System.Net;
using System.Net.Sockets;

namespace Guardian.Persistence.Sql.Tests.Postgres;

/// <summary>A line to a server that can go dead: connections stay, and nothing comes through any more, neither data nor an end.</summary>
internal sealed class SilentLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closing = new();
    private readonly List<TcpClient> _clients = [];
    private readonly int _serverPort;
    private readonly Task _accepting;
    private volatile bool _isDead;

    internal SilentLine(int serverPort)
    {
        _serverPort = serverPort;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>From now on everything is swallowed; new connections are accepted, and silent.</summary>
    internal void Die() => _isDead = true;

    /// <summary>New connections work again. Those that were there stay dead: what was swallowed does not come back.</summary>
    internal void Revive() => _isDead = false;

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (TcpClient client in _clients)
        {
            client.Dispose();
        }

        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_closing.Token);
                _clients.Add(client);
                if (_isDead)
                {
                    continue;
                }

                TcpClient server = new();
                _clients.Add(server);
                await server.ConnectAsync(IPAddress.Loopback, _serverPort, _closing.Token);
                (client.NoDelay, server.NoDelay) = (true, true);
                _ = CarryAsync(client, server);
                _ = CarryAsync(server, client);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException)
        {
            // Closed.
        }
    }

    private async Task CarryAsync(TcpClient from, TcpClient to)
    {
        byte[] buffer = new byte[16 << 10];
        try
        {
            while (true)
            {
                int length = await from.GetStream().ReadAsync(buffer, _closing.Token);
                if (_isDead)
                {
                    return; // for this connection for ever
                }

                if (length == 0)
                {
                    to.Client.Shutdown(SocketShutdown.Send);
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, length), _closing.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One of the two has gone.
        }
    }
}
