using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Guardian.Node.Tests.Support;

/// <summary>An API on a Unix socket that writes down what it is asked and answers as a test says.</summary>
public sealed class RecordingApi : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private WebApplication _app = null!;
    private int _now;

    /// <summary>What was asked: method, path, caller.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public string Socket => _directory.File("api.sock");

    /// <summary>How a request is answered.</summary>
    public RequestDelegate Answer { get; set; } = http => http.Response.WriteAsync("""{"message":"done"}""");

    /// <summary>Most requests that were worked on at the same time.</summary>
    public int MostAtOnce { get; private set; }

    public static async Task<RecordingApi> StartAsync()
    {
        RecordingApi api = new();
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddLogging();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(api.Socket, listen => listen.Protocols = HttpProtocols.Http1));
        api._app = builder.Build();
        api._app.Run(api.ServeAsync);
        await api._app.StartAsync();
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        _directory.Dispose();
    }

    private async Task ServeAsync(HttpContext http)
    {
        int now = Interlocked.Increment(ref _now);
        lock (Asked)
        {
            MostAtOnce = Math.Max(MostAtOnce, now);
        }

        Asked.Enqueue($"{http.Request.Method} {http.Request.Path}{http.Request.QueryString} {http.Request.Headers.UserAgent} {http.Request.Headers["X-Guardian-Scope"]}");
        try
        {
            await Answer(http);
        }
        finally
        {
            Interlocked.Decrement(ref _now);
        }
    }
}
