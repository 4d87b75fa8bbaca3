using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Guardian.Alerts;
using Guardian.Hocon;
using Guardian.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guardian.Node.Api;

/// <summary>The part of the API that lists, follows and acknowledges alerts; <see cref="AlertPalette"/> describes it to the shell.</summary>
internal sealed class AlertsApi(IAlertBook book, TimeProvider time, CancellationToken nodeStops)
{
    /// <summary>How many are listed when the request does not say.</summary>
    public const int DefaultListed = 100;

    private const int DefaultTail = 10;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/alerts", ListAsync);
        routes.MapGet("/api/v1/alerts/tail", http => ReadQuery(http, DefaultTail, out string problem) is { } query
            ? ApiAnswers.LinesAsync(http, TailAsync(query, http.RequestAborted), nodeStops)
            : ApiAnswers.ProblemAsync(http, StatusCodes.Status400BadRequest, "malformed", problem));
        routes.MapPost("/api/v1/alerts/{id}/ack", AcknowledgeAsync);
    }

    /// <summary>An alert on one line, for people.</summary>
    internal static string Line(Alert alert)
    {
        string state = alert.State == AlertState.Resolved ? "resolved" : alert.AcknowledgedBy is { } by ? $"acknowledged by {by}" : "firing";
        DateTimeOffset at = alert.ResolvedAt ?? alert.AcknowledgedAt ?? alert.Timestamp;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{at.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {AlertJson.NameOf(alert.Level).ToUpperInvariant()} {state} {alert.Source} {alert.Id} {alert.Message.ReplaceLineEndings(" ")}");
    }

    private async Task ListAsync(HttpContext http)
    {
        if (ReadQuery(http, DefaultListed, out string problem) is not { } query)
        {
            await ApiAnswers.ProblemAsync(http, StatusCodes.Status400BadRequest, "malformed", problem).ConfigureAwait(false);
            return;
        }

        byte[] body = AlertJson.Bytes(await book.ListAsync(query).ConfigureAwait(false));
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(body, http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The last alerts, oldest first, then every change of one that is asked for.</summary>
    private async IAsyncEnumerable<string> TailAsync(AlertQuery query, [EnumeratorCancellation] CancellationToken stop)
    {
        using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(stop, nodeStops);
        IAsyncEnumerator<Alert> changes = book.FollowAsync(ends.Token).GetAsyncEnumerator(ends.Token);

        // Asked for before the list is read, so that nothing falls between the two; at worst an alert shows twice.
        Task<bool> next = changes.MoveNextAsync().AsTask();
        try
        {
            ImmutableArray<Alert> last = await book.ListAsync(query).ConfigureAwait(false);
            foreach (Alert alert in last.Reverse())
            {
                yield return Line(alert);
            }

            while (await next.ConfigureAwait(false))
            {
                if (query.Matches(changes.Current))
                {
                    yield return Line(changes.Current);
                }

                next = changes.MoveNextAsync().AsTask();
            }
        }
        finally
        {
            // It may be waiting still when the reader leaves, and only one that does not wait can be disposed of.
            await ends.CancelAsync().ConfigureAwait(false);
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await changes.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task AcknowledgeAsync(HttpContext http)
    {
        if (await ApiAnswers.ReadObjectAsync(http).ConfigureAwait(false) is not { } body)
        {
            return;
        }

        string? by = null;
        if (body.TryGetProperty("by", out JsonElement given))
        {
            by = given.ValueKind == JsonValueKind.String ? given.GetString() : null;
            if (by is null or { Length: 0 or > 100 } || by.Any(char.IsControl))
            {
                await ApiAnswers.ReplyAsync(http, new CommandReply.Refused("'by' must be a name of 1 to 100 characters")).ConfigureAwait(false);
                return;
            }
        }

        // As for other commands: the socket admits its owner only, so the caller is known by its program.
        by ??= http.Request.Headers.UserAgent.FirstOrDefault() is { Length: > 0 } agent ? agent : "api";
        CommandReply reply = await book.AcknowledgeAsync((string)http.Request.RouteValues["id"]!, by).ConfigureAwait(false);
        await ApiAnswers.ReplyAsync(http, reply).ConfigureAwait(false);
    }

    private AlertQuery? ReadQuery(HttpContext http, int limit, out string problem)
    {
        IQueryCollection query = http.Request.Query;
        AlertLevel? level = null;
        AlertState? state = null;
        DateTimeOffset? since = null;
        problem = string.Empty;
        if ((string?)query["level"] is { } levelText)
        {
            level = Enum.GetValues<AlertLevel>().Where(each => AlertJson.NameOf(each) == levelText).Cast<AlertLevel?>().FirstOrDefault();
            problem = level is null ? "'level' must be critical, high, medium or low" : problem;
        }

        if ((string?)query["state"] is { } stateText)
        {
            state = stateText == "firing" ? AlertState.Firing : stateText == "resolved" ? AlertState.Resolved : null;
            problem = state is null ? "'state' must be firing or resolved" : problem;
        }

        if ((string?)query["since"] is { } sinceText)
        {
            since = SinceOf(sinceText);
            problem = since is null ? "'since' must be a duration such as 30m, 2h or 7d" : problem;
        }

        if ((string?)query["limit"] is { } limitText
            && (!int.TryParse(limitText, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > AlertBoard.MostAlerts))
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"'limit' must be 1 to {AlertBoard.MostAlerts}");
        }

        return problem.Length == 0 ? new AlertQuery(level, state, query["worker"], since, limit) : null;
    }

    /// <summary>The moment a duration ago, with the units of the configuration; null when it is none.</summary>
    private DateTimeOffset? SinceOf(string text)
    {
        ConfigProblems problems = new();
        HoconConfig read = HoconParser.ParseText($"a.since = \"{JsonEncodedText.Encode(text)}\"", "since", new HoconOptions());
        TimeSpan ago = read.Section("a", problems).Duration("since");
        DateTimeOffset now = time.GetUtcNow();
        return problems.Any || ago < TimeSpan.Zero ? null : ago < now - DateTimeOffset.MinValue ? now - ago : DateTimeOffset.MinValue;
    }
}
