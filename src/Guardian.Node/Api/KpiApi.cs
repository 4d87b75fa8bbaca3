using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Serialization;
using Guardian.Hosting.Palettes;
using Guardian.Kpi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Guardian.Node.Api;

/// <summary>Serves the figures on success, and the palette <c>kpi</c> that shows them.</summary>
internal sealed class KpiApi(IKpiBook book)
{
    private static readonly PaletteParameter s_window = Window("live", "day", "week", "month");

    public static Palette Palette { get; } = new("kpi", "How well it goes, against the targets",
    [
        new PaletteCommand
        {
            Name = "show",
            Summary = "Figures of a period: availability, recovery, errors, false detections",
            Method = "GET",
            Path = "/api/v1/kpi",
            Options = [s_window],
            Watchable = true,
            Result = new PaletteResult(PaletteResultKind.Record),
        },
        new PaletteCommand
        {
            Name = "report",
            Summary = "The daily, weekly or monthly report, to read or to file",
            Method = "GET",
            Path = "/api/v1/kpi/report",
            Options = [Window("day", "week", "month"), new PaletteParameter { Name = "markdown", Summary = "As Markdown", Kind = PaletteParameterKind.Flag }],
            Result = new PaletteResult(PaletteResultKind.Text),
        },
    ]);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/kpi", http => AnswerAsync(http, "live", live: true, render: null));
        routes.MapGet("/api/v1/kpi/report", http => AnswerAsync(http, "day", live: false, Form(http)));
    }

    private static PaletteParameter Window(params ImmutableArray<string> choices) =>
        new() { Name = "window", Summary = $"The period up to now (default {choices[0]})", Choices = choices };

    private async Task AnswerAsync(HttpContext http, string usual, bool live, Func<KpiReport, string>? render)
    {
        string wanted = http.Request.Query["window"].FirstOrDefault() ?? usual;
        if (WindowOf(wanted) is not { } window || (window == KpiWindow.Live && !live))
        {
            string choices = live ? "live, day, week and month" : "day, week and month";
            await ApiAnswers.ProblemAsync(http, StatusCodes.Status400BadRequest, "unknown window", $"'window' must be one of {choices}").ConfigureAwait(false);
            return;
        }

        KpiAnswer answer = await book.AskAsync(window, http.RequestAborted).ConfigureAwait(false);
        if (answer.Report is not { } report)
        {
            await ApiAnswers.ProblemAsync(http, StatusCodes.Status503ServiceUnavailable, "no figures", answer.Problem ?? "there are none yet").ConfigureAwait(false);
        }
        else if (render is not null)
        {
            byte[] text = Encoding.UTF8.GetBytes(render(report));
            http.Response.ContentType = "text/plain; charset=utf-8";
            http.Response.ContentLength = text.Length;
            await http.Response.Body.WriteAsync(text, http.RequestAborted).ConfigureAwait(false);
        }
        else
        {
            await ApiAnswers.JsonAsync(http, report, KpiApiJson.Default.KpiReport).ConfigureAwait(false);
        }
    }

    private static KpiWindow? WindowOf(string text) => text switch
    {
        "live" => KpiWindow.Live,
        "day" => KpiWindow.Day,
        "week" => KpiWindow.Week,
        "month" => KpiWindow.Month,
        _ => null,
    };

    // Text by default: that is what a person who asks for a report reads.
    private static Func<KpiReport, string>? Form(HttpContext http) => http.Request.Query["format"].FirstOrDefault() switch
    {
        "json" => null,
        "markdown" => KpiMarkdown.Render,
        _ => bool.TryParse(http.Request.Query["markdown"], out bool flag) && flag ? KpiMarkdown.Render : KpiText.Render,
    };
}

/// <summary>JSON of the figures: camelCase names, the window as a word, null kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(CamelCase<KpiWindow>)])]
[JsonSerializable(typeof(KpiReport))]
internal sealed partial class KpiApiJson : JsonSerializerContext;
