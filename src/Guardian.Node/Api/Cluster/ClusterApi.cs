using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Guardian.Cluster;
using Guardian.Hosting;
using Guardian.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guardian.Node.Api.Cluster;

/// <summary>The cluster's own part of the API; <see cref="ClusterPalette"/> describes it to the shell.</summary>
internal sealed class ClusterApi(IClusterBook book, Func<string, string, Task<bool>> has, TimeProvider time, CancellationToken nodeStops)
{
    private const int DefaultAudit = 50;
    private const int MostAudit = 1000;
    private const int DefaultTail = 20;
    private const int MostTail = 1000;
    private const int MostJsonLetters = 400;

    /// <summary>How long a person waits for the present state, before the last known one is shown.</summary>
    private static readonly TimeSpan s_fresh = TimeSpan.FromSeconds(3);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/cluster", ShowAsync);
        routes.MapGet("/api/v1/names/nodes", http => ApiAnswers.JsonAsync(
            http, [.. book.View.Members.Select(member => member.Name).DefaultIfEmpty(book.Node)], ApiJson.Default.ImmutableArrayString));
        routes.MapGet("/api/v1/cluster/audit", http => GuardAsync(http, AuditAsync));
        routes.MapGet("/api/v1/cluster/tail", http => GuardAsync(http, TailAsync));
        routes.MapGet("/api/v1/cluster/has", async http => await ApiAnswers.JsonAsync(
            http,
            new ClusterHas(await has(http.Request.Query["kind"].ToString(), http.Request.Query["name"].ToString()).ConfigureAwait(false)),
            ClusterApiJson.Default.ClusterHas).ConfigureAwait(false));
        Post("/api/v1/cluster/nodes/{name}/drain", (http, body) => Off(body) is { } off
            ? book.DrainAsync(Name(http), draining: !off, GatewayRequest.CallerOf(http), http.RequestAborted)
            : Task.FromResult<CommandReply>(new CommandReply.Refused("'off' must be true or false")));
        Post("/api/v1/cluster/nodes/{name}/down", (http, _) => book.DownAsync(Name(http), GatewayRequest.CallerOf(http), http.RequestAborted));
        Post("/api/v1/cluster/leave", (http, _) => book.LeaveAsync(GatewayRequest.CallerOf(http), http.RequestAborted));

        void Post(string path, Func<HttpContext, JsonElement, Task<CommandReply>> act) => routes.MapPost(path, async http =>
        {
            if (await ApiAnswers.ReadObjectAsync(http).ConfigureAwait(false) is { } body)
            {
                await GuardAsync(http, async _ => await ApiAnswers.ReplyAsync(http, await act(http, body).ConfigureAwait(false)).ConfigureAwait(false)).ConfigureAwait(false);
            }
        });
    }

    /// <summary>Says that the store is away.</summary>
    public static Task AwayAsync(HttpContext http, ClusterUnavailableException away) =>
        ApiAnswers.ProblemAsync(http, StatusCodes.Status503ServiceUnavailable, "cluster not available", away.Message);

    /// <summary>Reads the answer of <c>cluster/has</c>.</summary>
    public static bool ReadHas(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, ClusterApiJson.Default.ClusterHas) is { Has: true };
        }
        catch (JsonException)
        {
            // A node that speaks otherwise has nothing that could be asked for.
            return false;
        }
    }

    /// <summary>An event of the shared journal on one line, for people.</summary>
    internal static string Line(JournalEvent happened)
    {
        string json = Encoding.UTF8.GetString(happened.Json.Span).ReplaceLineEndings(" ");
        string shown = json.Length <= MostJsonLetters ? json : json[..MostJsonLetters] + "...";
        return string.Create(CultureInfo.InvariantCulture, $"{happened.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {happened.Stream} {happened.Type} {shown}");
    }

    private static string Name(HttpContext http) => (string)http.Request.RouteValues["name"]!;

    private static bool? Off(JsonElement body) =>
        !body.TryGetProperty("off", out JsonElement off) ? false
        : off.ValueKind is JsonValueKind.True or JsonValueKind.False ? off.GetBoolean()
        : null;

    private static int Count(HttpContext http, string name, int usual, int most) =>
        int.TryParse(http.Request.Query[name], NumberStyles.None, CultureInfo.InvariantCulture, out int count) ? Math.Clamp(count, 1, most) : usual;

    private static async Task GuardAsync(HttpContext http, Func<HttpContext, Task> answer)
    {
        try
        {
            await answer(http).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException away) when (!http.Response.HasStarted)
        {
            await AwayAsync(http, away).ConfigureAwait(false);
        }
    }

    private async Task ShowAsync(HttpContext http)
    {
        string? problem = book.Problem;
        ClusterView view = book.View;
        using CancellationTokenSource deadline = new(s_fresh, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, http.RequestAborted);
        try
        {
            view = await book.ReadAsync(either.Token).ConfigureAwait(false);
        }
        catch (ClusterUnavailableException away)
        {
            problem = away.Message;
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            problem ??= $"{book.Store} has not answered within {s_fresh.TotalSeconds:0} s";
        }

        await ApiAnswers.JsonAsync(http, ClusterReport.Of(book, view, problem), ClusterApiJson.Default.ClusterReport).ConfigureAwait(false);
    }

    private async Task AuditAsync(HttpContext http)
    {
        ImmutableArray<AuditRow> rows = await book.AuditAsync(Count(http, "limit", DefaultAudit, MostAudit), http.RequestAborted).ConfigureAwait(false);
        await ApiAnswers.JsonAsync(http, rows, ClusterApiJson.Default.ImmutableArrayAuditRow).ConfigureAwait(false);
    }

    private async Task TailAsync(HttpContext http)
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, nodeStops);
        IAsyncEnumerator<JournalEvent> events = book.TailAsync(Count(http, "lines", DefaultTail, MostTail), ends.Token).GetAsyncEnumerator(ends.Token);

        // Whether the journal can be read shows with the first event, before the answer has begun; an empty one has none for now.
        Task<bool> first = events.MoveNextAsync().AsTask();
        await Task.WhenAny(first, Task.Delay(s_fresh, time, ends.Token)).ConfigureAwait(false);
        if (first.IsFaulted)
        {
            await events.DisposeAsync().ConfigureAwait(false);
            await first.ConfigureAwait(false);
        }

        await ApiAnswers.LinesAsync(http, LinesAsync(events, first, ends), nodeStops).ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<string> LinesAsync(IAsyncEnumerator<JournalEvent> events, Task<bool> next, CancellationTokenSource ends)
    {
        try
        {
            while (await next.ConfigureAwait(false))
            {
                yield return Line(events.Current);
                next = events.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // It may wait still when the reader leaves, and only one that does not wait can be disposed of.
            await ends.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await events.DisposeAsync().ConfigureAwait(false);
        }
    }
}
