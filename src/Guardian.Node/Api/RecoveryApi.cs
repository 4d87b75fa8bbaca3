using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Hosting;
using Guardian.Incidents;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guardian.Node.Api;

/// <summary>Recovery's part of the API: incidents, what was learned, deeds by hand.</summary>
internal sealed class RecoveryApi(RecoveryBook book)
{
    /// <summary>How many are listed when the request does not say.</summary>
    public const int DefaultIncidents = 50;

    private const int MostNoteLetters = 500;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/incidents", http => ListAsync(http, openOnly: !Flag(http, "all")));
        routes.MapGet("/api/v1/incidents/history", http => ListAsync(http, openOnly: false));
        routes.MapGet("/api/v1/incidents/{id}", ShowAsync);
        routes.MapGet("/api/v1/names/incidents", http => ApiAnswers.JsonAsync(
            http, [.. book.List(openOnly: false, null, DefaultIncidents).Select(incident => incident.Id)], ApiJson.Default.ImmutableArrayString));
        routes.MapGet("/api/v1/recovery/strategies", async http =>
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.Body.WriteAsync((await book.StrategiesAsync().ConfigureAwait(false)).ToJson(), http.RequestAborted).ConfigureAwait(false);
        });
        Post("/api/v1/workers/{worker}/recover", RecoverAsync);
        Post("/api/v1/incidents/{id}/confirm", (http, body) => WithNoteAsync(body, note => book.ConfirmAsync(Id(http), Caller(http), note)));
        Post("/api/v1/incidents/{id}/reject", (http, body) => WithNoteAsync(body, note => book.RejectAsync(Id(http), Caller(http), note)));
        Post("/api/v1/incidents/{id}/label", LabelAsync);

        void Post(string path, Func<HttpContext, JsonElement, Task<CommandReply>> act) => routes.MapPost(path, async http =>
        {
            if (await ApiAnswers.ReadObjectAsync(http).ConfigureAwait(false) is { } body)
            {
                await ApiAnswers.ReplyAsync(http, await act(http, body).ConfigureAwait(false)).ConfigureAwait(false);
            }
        });
    }

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static string Caller(HttpContext http) => http.Request.Headers.UserAgent.FirstOrDefault() is { Length: > 0 } agent ? agent : "api";

    private static bool Flag(HttpContext http, string name) => bool.TryParse(http.Request.Query[name], out bool given) && given;

    private Task ListAsync(HttpContext http, bool openOnly)
    {
        int limit = int.TryParse(http.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int asked)
            ? Math.Clamp(asked, 1, IncidentBoard.MostEnded)
            : DefaultIncidents;
        string? worker = http.Request.Query["worker"];
        return ApiAnswers.JsonAsync(http, book.List(openOnly, worker, limit), RecoveryApiJson.Default.ImmutableArrayIncidentView);
    }

    private async Task ShowAsync(HttpContext http)
    {
        if (await book.DetailAsync(Id(http), http.RequestAborted).ConfigureAwait(false) is { } detail)
        {
            await ApiAnswers.JsonAsync(http, detail, RecoveryApiJson.Default.IncidentDetail).ConfigureAwait(false);
        }
        else
        {
            await ApiAnswers.ReplyAsync(http, book.Unknown(Id(http))).ConfigureAwait(false);
        }
    }

    private async Task<CommandReply> RecoverAsync(HttpContext http, JsonElement body)
    {
        if (!body.TryGetProperty("action", out JsonElement action) || action.ValueKind != JsonValueKind.String)
        {
            return new CommandReply.Refused("'action' must name a recovery action, such as restart");
        }

        int? instance = null;
        if (body.TryGetProperty("instance", out JsonElement given))
        {
            if (given.ValueKind != JsonValueKind.Number || !given.TryGetInt32(out int index) || index < 0)
            {
                return new CommandReply.Refused("'instance' must be the number of an instance, from 0");
            }

            instance = index;
        }

        return await book.RecoverAsync((string)http.Request.RouteValues["worker"]!, instance, action.GetString()!, Caller(http)).ConfigureAwait(false);
    }

    private Task<CommandReply> LabelAsync(HttpContext http, JsonElement body)
    {
        string? label = body.TryGetProperty("label", out JsonElement given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        return label is "false" or "real"
            ? WithNoteAsync(body, note => book.LabelAsync(Id(http), label == "false", Caller(http), note))
            : Task.FromResult<CommandReply>(new CommandReply.Refused("'label' must be false (a false detection) or real"));
    }

    private static Task<CommandReply> WithNoteAsync(JsonElement body, Func<string?, Task<CommandReply>> act)
    {
        if (!body.TryGetProperty("note", out JsonElement note))
        {
            return act(null);
        }

        return note.ValueKind == JsonValueKind.String && note.GetString() is { Length: <= MostNoteLetters } text
            ? act(text)
            : Task.FromResult<CommandReply>(new CommandReply.Refused($"'note' must be text of at most {MostNoteLetters} characters"));
    }
}

/// <summary>JSON of recovery's part of the API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    Converters =
    [
        typeof(CamelCase<FaultKind>),
        typeof(CamelCase<IncidentPhase>),
        typeof(CamelCase<Severity>),
    ])]
[JsonSerializable(typeof(ImmutableArray<IncidentView>))]
[JsonSerializable(typeof(IncidentDetail))]
internal sealed partial class RecoveryApiJson : JsonSerializerContext;
