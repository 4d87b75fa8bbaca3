using System.Collections.Immutable;
using Guardian.Hosting.Palettes;

namespace Guardian.Node.Api;

/// <summary>The palettes every node serves.</summary>
internal static class CorePalettes
{
    private static readonly PaletteParameter Worker = new()
    {
        Name = "worker",
        Summary = "Name of the worker",
        Required = true,
        CompleteFrom = "/api/v1/names/workers",
    };

    private static readonly PaletteParameter Lines = new() { Name = "lines", Summary = "How many of the last lines (default 50)", Kind = PaletteParameterKind.Number };

    private static readonly PaletteParameter Follow = new() { Name = "follow", Summary = "Go on showing new lines", Kind = PaletteParameterKind.Flag };

    private static readonly PaletteResult Message = new(PaletteResultKind.Message);

    private static readonly PaletteResult Text = new(PaletteResultKind.Text);

    public static ImmutableArray<Palette> All { get; } =
    [
        new("worker", "Workers and their instances",
        [
            new PaletteCommand
            {
                Name = "list",
                Summary = "Every worker with its state",
                Method = "GET",
                Path = "/api/v1/workers",
                Watchable = true,
                Result = new PaletteResult(PaletteResultKind.Table,
                [
                    new("WORKER", "name"),
                    new("STATE", "state", PaletteFormat.State),
                    new("RUNNING", "running"),
                    new("DESIRED", "desired"),
                    new("RESTARTS", "restarts"),
                    new("SCORE", "score"),
                    new("PIDS", "instances[].pid"),
                    new("REASONS", "reasons"),
                ]),
            },
            new PaletteCommand
            {
                Name = "show",
                Summary = "One worker: instances, resources, last events",
                Method = "GET",
                Path = "/api/v1/workers/{worker}",
                Arguments = [Worker],
                Watchable = true,
                Result = new PaletteResult(PaletteResultKind.Record),
            },
            Act("start", "Let it run; forgets an earlier stop and spent restart budget"),
            Act("stop", "Stop it and keep it stopped, also over restarts of the node and the server"),
            new PaletteCommand
            {
                Name = "restart",
                Summary = "Restart its instances one after the other, each when the one before is up",
                Method = "POST",
                Path = "/api/v1/workers/{worker}/restart",
                Arguments = [Worker],
                Options = [new PaletteParameter { Name = "all-at-once", Summary = "Do not wait for one before the next", Kind = PaletteParameterKind.Flag }],
                Result = Message,
            },
            new PaletteCommand
            {
                Name = "scale",
                Summary = "Change the number of instances, leaving the others alone",
                Method = "POST",
                Path = "/api/v1/workers/{worker}/scale",
                Arguments = [Worker, new PaletteParameter { Name = "instances", Summary = "How many, from its min to its max", Kind = PaletteParameterKind.Number, Required = true }],
                Result = Message,
            },
            new PaletteCommand
            {
                Name = "logs",
                Summary = "What its instances wrote",
                Method = "GET",
                Path = "/api/v1/workers/{worker}/logs",
                Arguments = [Worker],
                Options = [Lines, Follow, new PaletteParameter { Name = "instance", Summary = "Only this instance", Kind = PaletteParameterKind.Number }],
                Streams = true,
                Result = Text,
            },
            new PaletteCommand
            {
                Name = "validate",
                Summary = "Check the configuration file as it is now, without applying it",
                Method = "GET",
                Path = "/api/v1/configuration/check",
                Result = Message,
            },
        ]),
        RecoveryPalette.Palette,
        CouncilPalette.Palette,
        AlertPalette.Palette,
        KpiApi.Palette,
        new("node", "This node",
        [
            new PaletteCommand
            {
                Name = "show",
                Summary = "State of the node, its host and its store",
                Method = "GET",
                Path = "/api/v1/node",
                Watchable = true,
                Result = new PaletteResult(PaletteResultKind.Record),
            },
            new PaletteCommand
            {
                Name = "stop",
                Summary = "Stop the node and all its workers, in order",
                Method = "POST",
                Path = "/api/v1/node/stop",
                Confirm = "Stop this node and all its workers?",
                Result = Message,
            },
            new PaletteCommand
            {
                Name = "reload",
                Summary = "Read the configuration again and apply what changed",
                Method = "POST",
                Path = "/api/v1/node/reload",
                Result = Message,
            },
        ]),
        new("actor", "The actor system",
        [
            new PaletteCommand
            {
                Name = "hierarchy",
                Summary = "The tree of actors",
                Method = "GET",
                Path = "/api/v1/actors",
                Result = new PaletteResult(PaletteResultKind.Tree),
            },
        ]),
        new("log", "The node's own log",
        [
            new PaletteCommand
            {
                Name = "view",
                Summary = "The last lines",
                Method = "GET",
                Path = "/api/v1/log",
                Options = [Lines],
                Result = Text,
            },
            new PaletteCommand
            {
                Name = "tail",
                Summary = "The last lines, and new ones as they come",
                Method = "GET",
                Path = "/api/v1/log/tail",
                Options = [Lines],
                Streams = true,
                Result = Text,
            },
        ]),
    ];

    private static PaletteCommand Act(string name, string summary) => new()
    {
        Name = name,
        Summary = summary,
        Method = "POST",
        Path = "/api/v1/workers/{worker}/" + name,
        Arguments = [Worker],
        Result = Message,
    };
}
