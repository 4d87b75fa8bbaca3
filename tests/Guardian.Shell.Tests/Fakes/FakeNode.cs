using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Guardian.Shell.Tests.Fakes;

/// <summary>A node as the shell sees it: palettes and canned answers over a real socket.</summary>
public sealed class FakeNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, RequestDelegate> _answers = new();

    private FakeNode(string folder, bool tcp)
    {
        Folder = folder;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            if (tcp)
            {
                options.Listen(System.Net.IPAddress.Loopback, 0);
            }
            else
            {
                options.ListenUnixSocket(Path.Combine(folder, "s"), listen => listen.Protocols = HttpProtocols.Http1);
            }
        });
        _app = builder.Build();
        _app.Run(ServeAsync);
    }

    public string Folder { get; }

    public string Address => _app.Urls.Single() is var url && url.StartsWith("http://unix:", StringComparison.Ordinal) ? "unix:" + Path.Combine(Folder, "s") : url["http://".Length..];

    /// <summary>Requests but those for palettes: "METHOD path?query body".</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public ConcurrentQueue<string> Tokens { get; } = new();

    public static async Task<FakeNode> StartAsync(bool tcp = false, string? palettes = null)
    {
        FakeNode node = new(Directory.CreateTempSubdirectory("pbm-").FullName, tcp);
        node.Answer("GET /api/v1/palettes", palettes ?? SamplePalettes.Json);
        await node._app.StartAsync();
        return node;
    }

    public void Answer(string request, string body, int status = 200, string type = "application/json") => Answer(request, async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        await context.Response.WriteAsync(body);
    });

    public void Answer(string request, RequestDelegate answer) => _answers[request] = answer;

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task ServeAsync(HttpContext context)
    {
        string path = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        string body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        Tokens.Enqueue(context.Request.Headers.Authorization.ToString());
        if (path != "/api/v1/palettes")
        {
            Requests.Enqueue($"{context.Request.Method} {path} {body}".TrimEnd());
        }

        if (_answers.TryGetValue($"{context.Request.Method} {path}", out RequestDelegate? answer))
        {
            await answer(context);
            return;
        }

        context.Response.StatusCode = 404;
        context.Response.ContentType = "application/problem+json";
        await context.Response.WriteAsync($$"""{"title":"Not found","detail":"nothing at {{path}}","status":404}""");
    }
}
