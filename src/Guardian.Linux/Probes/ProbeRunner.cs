using System.Net.Http.Headers;
using System.Net.Sockets;
using Guardian.Health;
using Guardian.Workers;

namespace Guardian.Linux.Probes;

/// <summary>Carries out http, tcp, exec and file-age probes.</summary>
/// <remarks>
/// Http: GET over a new connection each time, no proxy, no redirect, no cookie; the body is not read. What says nothing about the probed side
/// (no descriptor left, a name that does not resolve, an exec probe that cannot be started) is unknown and leads to no action.
/// </remarks>
public sealed class ProbeRunner : IProbeRunner, IDisposable
{
    private const int MaxReason = 200; // characters of a command's output in a reason

    private readonly ICommandRunner _commands;
    private readonly TimeProvider _time;
    private readonly HttpClient _http;

    /// <summary>Makes a runner.</summary>
    /// <param name="commands">Runs exec probes.</param>
    /// <param name="time">Clock.</param>
    public ProbeRunner(ICommandRunner commands, TimeProvider time)
    {
        _commands = commands;
        _time = time;
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseProxy = false, UseCookies = false };
        _http = new HttpClient(handler, disposeHandler: true) { Timeout = Timeout.InfiniteTimeSpan }; // each probe has its own
    }

    /// <inheritdoc/>
    public async Task<ProbeResult> RunAsync(ProbeTarget probe, TimeSpan timeout, CancellationToken stop)
    {
        long started = _time.GetTimestamp();
        using CancellationTokenSource limit = new(timeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
        try
        {
            string? failure = probe switch
            {
                ProbeTarget.Http http => await AskHttpAsync(http.Uri, either.Token).ConfigureAwait(false),
                ProbeTarget.Tcp tcp => await AskTcpAsync(tcp, either.Token).ConfigureAwait(false),
                ProbeTarget.Exec exec => await AskCommandAsync(exec, timeout, stop).ConfigureAwait(false),
                ProbeTarget.FileAge file => AskFile(file),
                _ => throw new System.Diagnostics.UnreachableException(),
            };
            if (stop.IsCancellationRequested) { return new ProbeResult.Unknown("stopped before it ended"); }
            TimeSpan took = _time.GetElapsedTime(started);
            return failure is null ? new ProbeResult.Success(took) : new ProbeResult.Failure(failure, took);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new ProbeResult.Unknown("stopped before it ended");
        }
        catch (OperationCanceledException)
        {
            return new ProbeResult.Failure($"no answer within {timeout.TotalSeconds:0.###} s", _time.GetElapsedTime(started));
        }
        catch (HttpRequestException failed)
        {
            return IsOwnTrouble(failed) ? new ProbeResult.Unknown(failed.Message) : new ProbeResult.Failure(Words(failed), _time.GetElapsedTime(started));
        }
        catch (SocketException failed)
        {
            return IsOwnTrouble(failed) ? new ProbeResult.Unknown(failed.Message) : new ProbeResult.Failure(failed.Message, _time.GetElapsedTime(started));
        }
        catch (Exception own) when (own is LaunchException or IOException or UnauthorizedAccessException)
        {
            return new ProbeResult.Unknown(own.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<string?> AskHttpAsync(Uri uri, CancellationToken stop)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, uri);
        request.Headers.ConnectionClose = true;
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("Guardian", null));
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop).ConfigureAwait(false);
        int status = (int)response.StatusCode;
        return status is >= 200 and <= 399 ? null : $"answered with status {status}";
    }

    private static async Task<string?> AskTcpAsync(ProbeTarget.Tcp target, CancellationToken stop)
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(target.Host, target.Port, stop).ConfigureAwait(false);
        return null;
    }

    private async Task<string?> AskCommandAsync(ProbeTarget.Exec target, TimeSpan timeout, CancellationToken stop)
    {
        LaunchSpec spec = new()
        {
            Command = target.Command,
            Directory = target.Directory,
            Environment = target.Environment,
            User = target.User,
        };
        CommandResult result = await _commands.RunAsync(spec, timeout, stop).ConfigureAwait(false);
        if (result.TimedOut) { throw new OperationCanceledException("The command took too long."); }
        if (result.Succeeded) { return null; }
        string lastLine = result.Output.TrimEnd().Split('\n')[^1].Trim();
        string words = lastLine.Length > MaxReason ? lastLine[..MaxReason] : lastLine;
        return words.Length == 0 ? $"ended with {result.Exit}" : $"ended with {result.Exit}: {words}";
    }

    private string? AskFile(ProbeTarget.FileAge target)
    {
        FileInfo file = new(target.Path);
        if (!file.Exists) { return $"'{target.Path}' does not exist"; }
        TimeSpan age = _time.GetUtcNow() - new DateTimeOffset(file.LastWriteTimeUtc);
        return age < target.MaxAge
            ? null
            : $"'{target.Path}' was last written {age.TotalSeconds:0.#} s ago, {target.MaxAge.TotalSeconds:0.#} s allowed";
    }

    private static bool IsOwnTrouble(HttpRequestException failed) =>
        failed.HttpRequestError == HttpRequestError.NameResolutionError
        || (failed.InnerException is SocketException inner && IsOwnTrouble(inner));

    private static bool IsOwnTrouble(SocketException failed) =>
        failed.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable or SocketError.HostNotFound
            or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery or SocketError.AddressNotAvailable;

    // The outer message of a broken answer is general; the inner one says what was broken.
    private static string Words(HttpRequestException failed) =>
        failed.InnerException is { } inner and not SocketException ? $"{failed.Message} {inner.Message}" : failed.Message;
}
