using Guardian.Node.Api.Cluster;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Guardian.Node.Api;

/// <summary>Serves the API on a Unix socket that only its owner may use.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    /// <summary>Longest path of a Unix socket (sun_path of 108 bytes with its end).</summary>
    public const int LongestSocketPath = 107;

    private readonly WebApplication _app;

    private ApiServer(WebApplication app) => _app = app;

    /// <summary>Begins to serve.</summary>
    /// <param name="socket">Path of the socket.</param>
    /// <param name="api">What is served.</param>
    /// <param name="logs">For the server's own log.</param>
    /// <param name="stop">Gives up the start.</param>
    /// <param name="cluster">Makes it the API of a whole cluster; null for a node that is alone. Begun here, and disposed of by its owner, before this.</param>
    /// <returns>The server.</returns>
    public static async Task<ApiServer> StartAsync(string socket, GuardianApi api, ILoggerFactory logs, CancellationToken stop, NodeCluster? cluster = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(logs);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = ApiAnswers.MostBodyBytes;
            kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication app = builder.Build();
        app.UseRouting();
        if (cluster is null)
        {
            app.Use(next => http => ClusterAlone.TellAsync(http, next));
            ClusterAlone.Map(app);
        }
        else
        {
            cluster.Use(app);
            cluster.Map(app);
        }

        api.Map(app);

        // The lock on the data directory says that no other node lives here, so a socket that is still there is a dead one's.
        File.Delete(socket);
        await app.StartAsync(stop).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        cluster?.Begin();
        return new ApiServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource soon = new(TimeSpan.FromSeconds(2));
        await _app.StopAsync(soon.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }
}
