using Guardian.Hosting.Palettes;

namespace Guardian.Node.Api;

/// <summary>Describes <see cref="AlertsApi"/> to the shell: <c>pbm alert list|tail|ack</c>.</summary>
internal static class AlertPalette
{
    private static readonly PaletteParameter Level = new()
    {
        Name = "level",
        Summary = "Only this level and higher ones",
        Choices = ["critical", "high", "medium", "low"],
    };

    private static readonly PaletteParameter Worker = new()
    {
        Name = "worker",
        Summary = "Only alerts of this worker",
        CompleteFrom = "/api/v1/names/workers",
    };

    public static Palette Palette { get; } = new("alert", "Alerts: what a person should know of",
    [
        new PaletteCommand
        {
            Name = "list",
            Summary = "Alerts, newest first",
            Method = "GET",
            Path = "/api/v1/alerts",
            Options =
            [
                Level,
                new PaletteParameter { Name = "state", Summary = "Only those that last, or only those that are over", Choices = ["firing", "resolved"] },
                Worker,
                new PaletteParameter { Name = "since", Summary = "Only those first raised within this time", Kind = PaletteParameterKind.Duration },
                new PaletteParameter { Name = "limit", Summary = "Most alerts to show (default 100)", Kind = PaletteParameterKind.Number },
            ],
            Watchable = true,
            Result = new PaletteResult(PaletteResultKind.Table,
            [
                new("ID", "id"),
                new("LEVEL", "level"),
                new("STATE", "state"),
                new("SINCE", "timestamp", PaletteFormat.Ago),
                new("SOURCE", "source"),
                new("COUNT", "count"),
                new("ACKNOWLEDGED", "acknowledgedBy"),
                new("MESSAGE", "message"),
            ]),
        },
        new PaletteCommand
        {
            Name = "tail",
            Summary = "The last alerts, and every change as it comes",
            Method = "GET",
            Path = "/api/v1/alerts/tail",
            Options = [Level, Worker, new PaletteParameter { Name = "limit", Summary = "How many of the last alerts (default 10)", Kind = PaletteParameterKind.Number }],
            Streams = true,
            Result = new PaletteResult(PaletteResultKind.Text),
        },
        new PaletteCommand
        {
            Name = "ack",
            Summary = "Say that you have seen it; it is not repeated unless it rises",
            Method = "POST",
            Path = "/api/v1/alerts/{id}/ack",
            Arguments = [new PaletteParameter { Name = "id", Summary = "Which alert, as 'alert list' shows it", Required = true }],
            Options = [new PaletteParameter { Name = "by", Summary = "Your name" }],
            Result = new PaletteResult(PaletteResultKind.Message),
        },
    ]);
}
