using System.Net;
using System.Net.Sockets;

namespace Guardian.Testing.Net;

/// <summary>A TCP proxy on loopback that plays a bad network: it passes, delays, holds back, swallows, and cuts, as it is told at run time.</summary>
/// <remarks>
/// <para>Connections that come while bytes are held or swallowed are accepted, as by a server whose kernel answers still.</para>
/// <para>Use: <c>await using CuttingProxy proxy = new(server.Port);</c>, then connect to <see cref="Port"/>.</para>
/// </remarks>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly IPEndPoint _target;
    private readonly Socket _listener;
    private readonly Task _accepting;
    private readonly CancellationTokenSource _ended = new();
    private readonly Lock _sync = new();
    private readonly HashSet<Pair> _pairs = []; // guarded by _sync
    private TaskCompletionSource _changed = NewSignal(); // guarded by _sync
    private ProxyFlow _toServer; // guarded by _sync
    private ProxyFlow _toClient; // guarded by _sync
    private TimeSpan _delay; // guarded by _sync
    private bool _cut; // guarded by _sync
    private long _swallowed; // Interlocked

    /// <summary>Starts on a free port.</summary>
    /// <param name="targetPort">Port on 127.0.0.1 to which connections are handed on.</param>
    internal CuttingProxy(int targetPort)
    {
        _target = new IPEndPoint(IPAddress.Loopback, targetPort);
        _listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect, on 127.0.0.1.</summary>
    internal int Port { get; }

    /// <summary>Connections that are open now.</summary>
    internal int Connections
    {
        get
        {
            lock (_sync)
            {
                return _pairs.Count;
            }
        }
    }

    /// <summary>Bytes that have vanished so far.</summary>
    internal long Swallowed => Interlocked.Read(ref _swallowed);

    /// <summary>Everything passes at once again. What was held goes on its way; what was swallowed or cut stays lost.</summary>
    internal void Pass() => Set(ProxyFlow.Pass, ProxyFlow.Pass);

    /// <summary>Says what becomes of bytes from now on.</summary>
    /// <param name="toServer">Of those that clients send.</param>
    /// <param name="toClient">Of those that the server sends.</param>
    internal void Set(ProxyFlow toServer, ProxyFlow toClient) => Change(() => (_toServer, _toClient, _delay, _cut) = (toServer, toClient, TimeSpan.Zero, false));

    /// <summary>Bytes pass, but each piece of them waits first.</summary>
    /// <param name="delay">How long, in each direction.</param>
    internal void Delay(TimeSpan delay) => Change(() => (_toServer, _toClient, _delay, _cut) = (ProxyFlow.Pass, ProxyFlow.Pass, delay, false));

    /// <summary>Resets all connections, and from now on every one that comes, until <see cref="Pass"/> or another order.</summary>
    internal void Cut()
    {
        Change(() => _cut = true);
        Reset();
    }

    /// <summary>Resets all connections; those that come are let through.</summary>
    internal void Reset()
    {
        Pair[] pairs;
        lock (_sync)
        {
            pairs = [.. _pairs];
        }

        foreach (Pair pair in pairs)
        {
            pair.Reset();
        }
    }

    /// <summary>Resets all connections and listens no more.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        _listener.Dispose();
        Reset();
        await _accepting;
        while (Connections > 0)
        {
            Reset();
            await Task.Yield();
        }

        _ended.Dispose();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_sync)
        {
            change();
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync(_ended.Token);
            }
            catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                return;
            }

            Pair pair = new(client, new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
            bool cut;
            lock (_sync)
            {
                cut = _cut;
                _pairs.Add(pair);
            }

            if (cut)
            {
                pair.Reset();
            }

            _ = CarryAsync(pair);
        }
    }

    private async Task CarryAsync(Pair pair)
    {
        try
        {
            pair.Client.NoDelay = true;
            pair.Server.NoDelay = true;
            await pair.Server.ConnectAsync(_target, _ended.Token);
            await Task.WhenAll(
                PumpAsync(pair, pair.Client, pair.Server, () => _toServer),
                PumpAsync(pair, pair.Server, pair.Client, () => _toClient));
            pair.Close(); // both have ended in order
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // One side is gone; the other one is told so.
        }
        finally
        {
            pair.Reset();
            lock (_sync)
            {
                _pairs.Remove(pair);
            }
        }
    }

    private async Task PumpAsync(Pair pair, Socket from, Socket to, Func<ProxyFlow> direction)
    {
        byte[] piece = new byte[64 * 1024];
        bool lost = false;
        while (true)
        {
            int length;
            try
            {
                length = await from.ReceiveAsync(piece, _ended.Token);
            }
            catch (SocketException) when (!lost && direction() == ProxyFlow.Pass)
            {
                pair.Reset(); // so that the other direction ends as well
                throw;
            }

            TimeSpan delay;
            while (true)
            {
                ProxyFlow flow;
                Task changed;
                lock (_sync)
                {
                    (flow, delay, changed) = (direction(), _delay, _changed.Task);
                }

                lost |= flow == ProxyFlow.Swallow;
                if (lost || flow == ProxyFlow.Pass)
                {
                    break;
                }

                await changed.WaitAsync(_ended.Token);
            }

            if (lost)
            {
                if (length == 0)
                {
                    await pair.Gone; // the end of it is swallowed too
                    return;
                }

                Interlocked.Add(ref _swallowed, length);
                continue;
            }

            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, TimeProvider.System, _ended.Token);
            }

            if (length == 0)
            {
                to.Shutdown(SocketShutdown.Send);
                return;
            }

            for (int sent = 0; sent < length;)
            {
                sent += await to.SendAsync(piece.AsMemory(sent..length), _ended.Token);
            }
        }
    }

    /// <summary>A client's connection and the one it is handed on to.</summary>
    private sealed class Pair(Socket client, Socket server)
    {
        private readonly TaskCompletionSource _gone = NewSignal();

        public Socket Client { get; } = client;

        public Socket Server { get; } = server;

        /// <summary>Completes when both were reset.</summary>
        public Task Gone => _gone.Task;

        public void Close()
        {
            Client.Dispose();
            Server.Dispose();
        }

        public void Reset()
        {
            foreach (Socket socket in new[] { Client, Server })
            {
                try
                {
                    socket.LingerState = new LingerOption(true, 0); // closed like this, a socket resets its peer
                }
                catch (Exception closed) when (closed is ObjectDisposedException or SocketException)
                {
                    // It was never connected, or is gone.
                }

                socket.Dispose();
            }

            _gone.TrySetResult();
        }
    }
}
