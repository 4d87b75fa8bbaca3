using Guardian.Hosting.Palettes;

namespace Guardian.Node.Api;

/// <summary>The palette of the council: meetings, minutes, trust, and a person's wish for a meeting.</summary>
internal static class CouncilPalette
{
    public static Palette Palette { get; } = new("council", "Meetings of the four sages",
    [
        new PaletteCommand
        {
            Name = "list",
            Summary = "The newest meetings: what was decided, and what came of it",
            Method = "GET",
            Path = "/api/v1/council/meetings",
            Options = [new PaletteParameter { Name = "limit", Summary = "How many (default 20)", Kind = PaletteParameterKind.Number }],
            Watchable = true,
            Result = new PaletteResult(PaletteResultKind.Table,
            [
                new("MEETING", "id"),
                new("WHEN", "at", PaletteFormat.Ago),
                new("SUBJECT", "subject"),
                new("FAULT", "fault"),
                new("PLAN", "plan"),
                new("DECISION", "outcome"),
                new("CONFIDENCE", "confidence", PaletteFormat.Percent),
                new("UNANIMOUS", "unanimous", PaletteFormat.Flag),
                new("RESULT", "result"),
            ]),
        },
        new PaletteCommand
        {
            Name = "minutes",
            Summary = "Minutes of one meeting, or of all meetings of an incident, as Markdown",
            Method = "GET",
            Path = "/api/v1/council/meetings/{id}/minutes",
            Arguments = [new PaletteParameter { Name = "id", Summary = "Id of the meeting or of the incident", Required = true }],
            Result = new PaletteResult(PaletteResultKind.Text),
        },
        new PaletteCommand
        {
            Name = "weights",
            Summary = "How much each sage counts, and what changed it last",
            Method = "GET",
            Path = "/api/v1/council/weights",
            Result = new PaletteResult(PaletteResultKind.Record),
        },
        new PaletteCommand
        {
            Name = "convene",
            Summary = "Let the council discuss a worker; it recommends and does nothing by itself",
            Method = "POST",
            Path = "/api/v1/council/convene",
            Arguments =
            [
                new PaletteParameter { Name = "worker", Summary = "Name of the worker", Required = true, CompleteFrom = "/api/v1/names/workers" },
            ],
            Options =
            [
                new PaletteParameter { Name = "instance", Summary = "Number of the instance (default: the worker as a whole)", Kind = PaletteParameterKind.Number },
                new PaletteParameter { Name = "reason", Summary = "Why, for the minutes" },
            ],
            Result = new PaletteResult(PaletteResultKind.Message),
        },
    ]);
}
