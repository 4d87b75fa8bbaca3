using System.Net;
using System.Net.Sockets;

namespace Guardian.FaultWorker.Work;

/// <summary>Answers probes: one thread accepts, one small thread per request waits as long as it is told.</summary>
internal sealed class HttpAnswers
{
    private const int MaxAtOnce = 32;
    private const int StackSize = 128 * 1024;

    private readonly Func<TimeSpan?> _delay;
    private static readonly ManualResetEvent s_never = new(false);
    private int _open;

    /// <summary>Makes one.</summary>
    /// <param name="delay">How long an answer takes now; null means that none comes.</param>
    public HttpAnswers(Func<TimeSpan?> delay) => _delay = delay;

    /// <summary>Begins to listen on loopback.</summary>
    public void Listen(int port)
    {
        TcpListener listener = new(IPAddress.Loopback, port);
        listener.Start();
        new Thread(() => Accept(listener), StackSize) { IsBackground = true }.Start();
    }

    private void Accept(TcpListener listener)
    {
        while (true)
        {
            Socket client = listener.AcceptSocket();
            if (Volatile.Read(ref _open) >= MaxAtOnce)
            {
                client.Dispose();
                continue;
            }

            Interlocked.Increment(ref _open);
            new Thread(() => Answer(client), StackSize) { IsBackground = true }.Start();
        }
    }

    private void Answer(Socket client)
    {
        try
        {
            client.ReceiveTimeout = 10_000;
            _ = client.Receive(new byte[4096]); // a probe's request fits into one segment
            if (_delay() is { } delay)
            {
                s_never.WaitOne(delay);
                client.Send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n"u8);
            }
            else
            {
                s_never.WaitOne(TimeSpan.FromMinutes(1)); // an asker has given up by then
            }
        }
        catch (SocketException)
        {
            // The asker gave up.
        }
        finally
        {
            client.Dispose();
            Interlocked.Decrement(ref _open);
        }
    }
}
