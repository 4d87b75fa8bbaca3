using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Guardian.Connectors.Tests.Support;

/// <summary>A web server that answers, hangs or breaks off as a test tells it.</summary>
internal sealed class FakeHttp : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly BlockingCollection<Request> _requests = [];
    private readonly ConcurrentQueue<string?> _answers = new();

    public FakeHttp()
    {
        _listener.Start();
        _ = ServeAsync();
    }

    /// <summary>What a client asked.</summary>
    internal sealed record Request(string Head, string Body)
    {
        public string? Header(string name) =>
            Head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/services/T0/tok-3cr3t";

    /// <summary>Requests that came and were not yet looked at.</summary>
    public int Waiting => _requests.Count;

    /// <summary>What the next requests are answered with, as it goes over the wire; null never answers. Without any, 200.</summary>
    public FakeHttp Answer(params string?[] answers)
    {
        foreach (string? answer in answers)
        {
            _answers.Enqueue(answer);
        }

        return this;
    }

    public static string Status(int code, string headers = "") => $"HTTP/1.1 {code} x\r\n{headers}Content-Length: 0\r\n\r\n";

    public Request Expect() => _requests.TryTake(out Request? request, TimeSpan.FromSeconds(20)) ? request : throw new TimeoutException("no request within 20 s");

    public bool ComesWithin(TimeSpan time) => SpinWait.SpinUntil(() => _requests.Count > 0, time);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
        _requests.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                while (await ReadAsync(stream) is { } request)
                {
                    _requests.Add(request);
                    string? answer = _answers.TryDequeue(out string? next) ? next : Status(200);
                    if (answer is null)
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, _stop.Token);
                    }

                    await stream.WriteAsync(Encoding.ASCII.GetBytes(answer!), _stop.Token);
                    if (!answer!.Contains("\r\n\r\n", StringComparison.Ordinal))
                    {
                        return; // broken off half-way
                    }
                }
            }
            catch (Exception ended) when (ended is OperationCanceledException or IOException or ObjectDisposedException)
            {
                // The client gave up, or the test is over.
            }
        }
    }

    private async Task<Request?> ReadAsync(NetworkStream stream)
    {
        List<byte> bytes = [];
        byte[] buffer = new byte[65536];
        int head;
        while ((head = Encoding.Latin1.GetString([.. bytes]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                return null;
            }

            bytes.AddRange(buffer[..read]);
        }

        Request request = new(Encoding.Latin1.GetString([.. bytes], 0, head), string.Empty);
        int length = head + 4 + int.Parse(request.Header("Content-Length") ?? "0", System.Globalization.CultureInfo.InvariantCulture);
        while (bytes.Count < length)
        {
            bytes.AddRange(buffer[..await stream.ReadAsync(buffer, _stop.Token)]);
        }

        return request with { Body = Encoding.UTF8.GetString([.. bytes[(head + 4)..length]]) };
    }
}
