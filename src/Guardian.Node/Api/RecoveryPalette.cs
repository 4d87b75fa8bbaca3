using Guardian.Hosting.Palettes;

namespace Guardian.Node.Api;

/// <summary>The palette of recovery: incidents, what was learned, deeds by hand.</summary>
internal static class RecoveryPalette
{
    private static readonly PaletteParameter Incident = new()
    {
        Name = "id",
        Summary = "Id of the incident",
        Required = true,
        CompleteFrom = "/api/v1/names/incidents",
    };

    private static readonly PaletteParameter OfWorker = new() { Name = "worker", Summary = "Only of this worker", CompleteFrom = "/api/v1/names/workers" };

    private static readonly PaletteParameter Limit = new() { Name = "limit", Summary = "How many (default 50)", Kind = PaletteParameterKind.Number };

    private static readonly PaletteParameter Note = new() { Name = "note", Summary = "Why, for the record" };

    private static readonly PaletteResult Message = new(PaletteResultKind.Message);

    private static readonly PaletteResult Incidents = new(PaletteResultKind.Table,
    [
        new("INCIDENT", "id"),
        new("SUBJECT", "subject"),
        new("FAULT", "kind"),
        new("PHASE", "phase"),
        new("SEVERITY", "severity"),
        new("PLAN", "plan"),
        new("ATTEMPT", "attempt"),
        new("WHEN", "detectedAt", PaletteFormat.Ago),
        new("RECOVERY", "recoverySeconds", PaletteFormat.Seconds),
        new("NOTE", "note"),
    ]);

    public static Palette Palette { get; } = new("recovery", "Incidents, decisions and what was learned",
    [
        new PaletteCommand
        {
            Name = "list",
            Summary = "Open incidents",
            Method = "GET",
            Path = "/api/v1/incidents",
            Options = [OfWorker, Limit, new PaletteParameter { Name = "all", Summary = "Those that are over as well", Kind = PaletteParameterKind.Flag }],
            Watchable = true,
            Result = Incidents,
        },
        new PaletteCommand
        {
            Name = "show",
            Summary = "One incident: its story, its evidence",
            Method = "GET",
            Path = "/api/v1/incidents/{id}",
            Arguments = [Incident],
            Watchable = true,
            Result = new PaletteResult(PaletteResultKind.Record),
        },
        new PaletteCommand
        {
            Name = "history",
            Summary = "All incidents, newest first",
            Method = "GET",
            Path = "/api/v1/incidents/history",
            Options = [OfWorker, Limit],
            Result = Incidents,
        },
        new PaletteCommand
        {
            Name = "strategies",
            Summary = "What was learned: for each signature the plans, their tries, success and time",
            Method = "GET",
            Path = "/api/v1/recovery/strategies",
            Result = new PaletteResult(
                PaletteResultKind.Table,
                [
                    new("SIGNATURE", "signature"),
                    new("PLAN", "plan"),
                    new("TRIES", "tries"),
                    new("CURED", "successes"),
                    new("SUCCESS", "successPercent", PaletteFormat.Percent),
                    new("MEAN", "meanSeconds", PaletteFormat.Seconds),
                    new("CONFIDENCE", "confidence"),
                    new("LAST", "lastUsed", PaletteFormat.Ago),
                ],
                "strategies"),
        },
        new PaletteCommand
        {
            Name = "recover",
            Summary = "Carry out an action now, with evidence, saved state and check",
            Method = "POST",
            Path = "/api/v1/workers/{worker}/recover",
            Arguments = [new PaletteParameter { Name = "worker", Summary = "Name of the worker", Required = true, CompleteFrom = "/api/v1/names/workers" }],
            Options =
            [
                new PaletteParameter { Name = "action", Summary = "restart, graceful_restart, hard_restart, connection_reset, memory_cleanup, hook:NAME, ...", Required = true },
                new PaletteParameter { Name = "instance", Summary = "Only this instance", Kind = PaletteParameterKind.Number },
            ],
            Result = Message,
        },
        new PaletteCommand
        {
            Name = "confirm",
            Summary = "Carry out what is recommended",
            Method = "POST",
            Path = "/api/v1/incidents/{id}/confirm",
            Arguments = [Incident],
            Options = [Note],
            Result = Message,
        },
        new PaletteCommand
        {
            Name = "reject",
            Summary = "Refuse what is recommended; a person acts",
            Method = "POST",
            Path = "/api/v1/incidents/{id}/reject",
            Arguments = [Incident],
            Options = [Note],
            Result = Message,
        },
        new PaletteCommand
        {
            Name = "label",
            Summary = "Say whether an incident was a false detection",
            Method = "POST",
            Path = "/api/v1/incidents/{id}/label",
            Arguments =
            [
                Incident,
                new PaletteParameter { Name = "label", Summary = "false (a false detection) or real", Required = true, Choices = ["false", "real"] },
            ],
            Options = [Note],
            Result = Message,
        },
    ]);
}
