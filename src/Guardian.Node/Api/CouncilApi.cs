using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Council;
using Guardian.Hosting;
using Guardian.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guardian.Node.Api;

/// <summary>The council's part of the API: meetings, minutes, trust, and a person's wish for a meeting.</summary>
internal sealed class CouncilApi(CouncilBook book, ICouncilDesk desk)
{
    /// <summary>How many are listed when the request does not say.</summary>
    public const int DefaultMeetings = 20;

    private const int MostReasonLetters = 500;
    private const string NoReason = "a person wants the council's view";

    public void Map(IEndpointRouteBuilder routes)
    {
        Get("/api/v1/council/meetings", async http => await ApiAnswers.JsonAsync(
            http, await book.ListAsync(Limit(http), http.RequestAborted).ConfigureAwait(false), CouncilApiJson.Default.ImmutableArrayMeetingSummary).ConfigureAwait(false));
        Get("/api/v1/council/meetings/{id}/minutes", MinutesAsync);
        Get("/api/v1/council/weights", async http => await ApiAnswers.JsonAsync(
            http, await book.WeightsAsync(http.RequestAborted).ConfigureAwait(false), CouncilApiJson.Default.TrustSummary).ConfigureAwait(false));
        routes.MapPost("/api/v1/council/convene", async http =>
        {
            if (await ApiAnswers.ReadObjectAsync(http).ConfigureAwait(false) is { } body)
            {
                await ApiAnswers.ReplyAsync(http, await ConveneAsync(http, body).ConfigureAwait(false)).ConfigureAwait(false);
            }
        });

        void Get(string path, Func<HttpContext, Task> answer) => routes.MapGet(path, async http =>
        {
            try
            {
                await answer(http).ConfigureAwait(false);
            }
            catch (JournalUnavailableException away)
            {
                await ApiAnswers.ProblemAsync(http, StatusCodes.Status503ServiceUnavailable, "store not available", away.Message).ConfigureAwait(false);
            }
        });
    }

    private static int Limit(HttpContext http) =>
        int.TryParse(http.Request.Query["limit"], NumberStyles.None, CultureInfo.InvariantCulture, out int limit)
            ? Math.Clamp(limit, 1, CouncilBook.MostMeetings)
            : DefaultMeetings;

    private async Task MinutesAsync(HttpContext http)
    {
        string id = (string)http.Request.RouteValues["id"]!;
        if (await book.MinutesAsync(id, http.RequestAborted).ConfigureAwait(false) is { } minutes)
        {
            http.Response.ContentType = "text/markdown; charset=utf-8";
            await http.Response.WriteAsync(minutes, Encoding.UTF8, http.RequestAborted).ConfigureAwait(false);
            return;
        }

        await ApiAnswers.ProblemAsync(
            http, StatusCodes.Status404NotFound, "unknown name", $"there is no meeting or incident '{id}' among the last {CouncilBook.MostMeetings} meetings; 'pbm council list' shows the newest").ConfigureAwait(false);
    }

    private async Task<CommandReply> ConveneAsync(HttpContext http, JsonElement body)
    {
        if (!body.TryGetProperty("worker", out JsonElement worker) || worker.ValueKind != JsonValueKind.String)
        {
            return new CommandReply.Refused("'worker' must be the name of a worker");
        }

        int? instance = null;
        if (body.TryGetProperty("instance", out JsonElement number) && number.ValueKind != JsonValueKind.Null)
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetInt32(out int index) || index < 0)
            {
                return new CommandReply.Refused("'instance' must be the number of an instance, from 0");
            }

            instance = index;
        }

        string reason = NoReason;
        if (body.TryGetProperty("reason", out JsonElement words) && words.ValueKind != JsonValueKind.Null)
        {
            if (words.ValueKind != JsonValueKind.String || words.GetString() is not { Length: > 0 and <= MostReasonLetters } given)
            {
                return new CommandReply.Refused($"'reason' must be text of 1 to {MostReasonLetters} letters");
            }

            reason = given;
        }

        string by = http.Request.Headers.UserAgent.FirstOrDefault() is { Length: > 0 } agent ? agent : "api";
        return await desk.ConveneAsync(worker.GetString()!, instance, reason, by).ConfigureAwait(false);
    }
}

/// <summary>JSON of the council's answers: camelCase names, null kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ImmutableArray<MeetingSummary>))]
[JsonSerializable(typeof(TrustSummary))]
internal sealed partial class CouncilApiJson : JsonSerializerContext;
