using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Guardian.Hosting;
using Guardian.Hosting.Palettes;
using Guardian.Node.Logging;
using Guardian.Workers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guardian.Node.Api;

/// <summary>The node's HTTP API: reads the board, hands commands to the node, describes itself as palettes.</summary>
internal sealed class GuardianApi(GuardianNode node, NodeLog log, ImmutableArray<Palette> palettes, TimeProvider time, Action stopNode, CancellationToken nodeStops)
{
    private const int DefaultLines = 50;
    private const int MostLines = 10_000;

    public void Map(IEndpointRouteBuilder routes)
    {
        Get("/api/v1/palettes", http => ApiAnswers.JsonAsync(http, palettes, ApiJson.Default.ImmutableArrayPalette));
        Get("/api/v1/workers", http => ApiAnswers.JsonAsync(http, node.Workers, ApiJson.Default.ImmutableArrayWorkerStatus));
        Get("/api/v1/names/workers", http => ApiAnswers.JsonAsync(http, [.. node.Workers.Select(worker => worker.Name)], ApiJson.Default.ImmutableArrayString));
        Get("/api/v1/workers/{worker}", ShowWorkerAsync);
        Get("/api/v1/workers/{worker}/logs", WorkerLogsAsync);
        Post("/api/v1/workers/{worker}/start", (http, _) => node.StartWorkerAsync(Worker(http), Caller(http)));
        Post("/api/v1/workers/{worker}/stop", (http, _) => node.StopWorkerAsync(Worker(http), Caller(http)));
        Post("/api/v1/workers/{worker}/restart", RestartAsync);
        Post("/api/v1/workers/{worker}/scale", ScaleAsync);
        Get("/api/v1/configuration/check", async http => await ApiAnswers.ReplyAsync(http, node.CheckConfiguration()).ConfigureAwait(false));
        Get("/api/v1/node", http => ApiAnswers.JsonAsync(http, node.Status, ApiJson.Default.NodeStatus));
        Post("/api/v1/node/reload", (_, _) => node.ReloadAsync());
        routes.MapPost("/api/v1/node/stop", async http =>
        {
            await ApiAnswers.MessageAsync(http, "stopping the node and its workers").ConfigureAwait(false);
            await http.Response.CompleteAsync().ConfigureAwait(false);
            stopNode();
        });
        Get("/api/v1/actors", async http => await ApiAnswers.JsonAsync(http, await node.ActorsAsync().ConfigureAwait(false), ApiJson.Default.ImmutableArrayActorNode).ConfigureAwait(false));
        Get("/api/v1/log", http => ApiAnswers.LinesAsync(http, log.Last(Lines(http)).ToAsyncEnumerable(), nodeStops));
        Get("/api/v1/log/tail", http => ApiAnswers.LinesAsync(http, log.FollowAsync(Lines(http), nodeStops), nodeStops));

        new RecoveryApi(node.Recovery).Map(routes);
        new CouncilApi(node.Council, node.Recovery).Map(routes);
        new AlertsApi(node.Alerts, time, nodeStops).Map(routes);
        new KpiApi(node.Kpi).Map(routes);

        // With its own pattern: the usual one leaves out paths that look like files, which then get an empty answer.
        routes.MapFallback("{*path}", http => ApiAnswers.ProblemAsync(http, StatusCodes.Status404NotFound, "not found", $"there is nothing at {http.Request.Path}"));

        void Get(string path, RequestDelegate handler) => routes.MapGet(path, handler);

        void Post(string path, Func<HttpContext, JsonElement, Task<CommandReply>> act) => routes.MapPost(path, async http =>
        {
            if (await ApiAnswers.ReadObjectAsync(http).ConfigureAwait(false) is { } body)
            {
                await ApiAnswers.ReplyAsync(http, await act(http, body).ConfigureAwait(false)).ConfigureAwait(false);
            }
        });
    }

    private static string Worker(HttpContext http) => (string)http.Request.RouteValues["worker"]!;

    // The socket admits its owner only, so there is one caller; tokens with names come with the TCP side of the API.
    private static string Caller(HttpContext http) => http.Request.Headers.UserAgent.FirstOrDefault() is { Length: > 0 } agent ? agent : "api";

    private static int Lines(HttpContext http) =>
        int.TryParse(http.Request.Query["lines"], NumberStyles.None, CultureInfo.InvariantCulture, out int lines) ? Math.Clamp(lines, 1, MostLines) : DefaultLines;

    private async Task<CommandReply> RestartAsync(HttpContext http, JsonElement body)
    {
        bool allAtOnce = false;
        if (body.TryGetProperty("all-at-once", out JsonElement value))
        {
            if (value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return new CommandReply.Refused("'all-at-once' must be true or false");
            }

            allAtOnce = value.GetBoolean();
        }

        return await node.RestartWorkerAsync(Worker(http), allAtOnce, Caller(http)).ConfigureAwait(false);
    }

    private async Task<CommandReply> ScaleAsync(HttpContext http, JsonElement body) =>
        body.TryGetProperty("instances", out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int instances)
            ? await node.ScaleWorkerAsync(Worker(http), instances, Caller(http)).ConfigureAwait(false)
            : new CommandReply.Refused("'instances' must be a whole number");

    private async Task ShowWorkerAsync(HttpContext http)
    {
        if (await node.DetailAsync(Worker(http)).ConfigureAwait(false) is { } detail)
        {
            await ApiAnswers.JsonAsync(http, detail, ApiJson.Default.WorkerDetail).ConfigureAwait(false);
        }
        else
        {
            await ApiAnswers.ReplyAsync(http, node.UnknownWorker(Worker(http))).ConfigureAwait(false);
        }
    }

    private async Task WorkerLogsAsync(HttpContext http)
    {
        if (node.Find(Worker(http)) is not { } worker)
        {
            await ApiAnswers.ReplyAsync(http, node.UnknownWorker(Worker(http))).ConfigureAwait(false);
            return;
        }

        string? wanted = http.Request.Query["instance"];
        ImmutableArray<InstanceStatus> instances = [.. worker.Instances.Where(instance => wanted is null || instance.Id == $"{worker.Name}/{wanted}")];
        if (wanted is not null && instances.IsEmpty)
        {
            await ApiAnswers.ProblemAsync(http, StatusCodes.Status404NotFound, "unknown name", $"worker '{worker.Name}' has no instance {wanted}").ConfigureAwait(false);
            return;
        }

        WorkerLogReader reader = new([.. instances.Select(instance => (instance.Id, node.LogFileOf(instance.Id)))], time);
        bool follow = bool.TryParse(http.Request.Query["follow"], out bool asked) && asked;
        await ApiAnswers.LinesAsync(http, reader.ReadAsync(Lines(http), follow, nodeStops), nodeStops).ConfigureAwait(false);
    }
}
