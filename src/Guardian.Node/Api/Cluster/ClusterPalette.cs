using Guardian.Hosting.Palettes;

namespace Guardian.Node.Api.Cluster;

/// <summary>Describes <see cref="ClusterApi"/> to the shell: <c>pbm cluster show|drain|leave|down|tail|audit</c>.</summary>
internal static class ClusterPalette
{
    /// <summary>Path of the names of the nodes there are.</summary>
    public const string NamesOfNodes = "/api/v1/names/nodes";

    private static readonly PaletteResult s_message = new(PaletteResultKind.Message);

    public static Palette Palette { get; } = new("cluster", "The nodes that act together",
    [
        new PaletteCommand
        {
            Name = "show",
            Summary = "Nodes, floating workers with their backups, and troubles",
            Method = "GET",
            Path = "/api/v1/cluster",
            Watchable = true,
            Result = new PaletteResult(PaletteResultKind.Record),
        },
        new PaletteCommand
        {
            Name = "drain",
            Summary = "Let a node hand over its floating workers and take no more",
            Method = "POST",
            Path = "/api/v1/cluster/nodes/{name}/drain",
            Arguments = [Node("Which node")],
            Options = [new PaletteParameter { Name = "off", Summary = "Let it take floating workers again", Kind = PaletteParameterKind.Flag }],
            Result = s_message,
        },
        new PaletteCommand
        {
            Name = "leave",
            Summary = "Let a node hand over its floating workers and leave the cluster",
            Method = "POST",
            Path = "/api/v1/cluster/leave",
            Arguments = [new PaletteParameter { Name = "node", Summary = "Which node (default: this one)", CompleteFrom = NamesOfNodes }],
            Confirm = "Let the node leave? Others take over its floating workers, its local workers go on, and it stays outside until it is started again.",
            Result = s_message,
        },
        new PaletteCommand
        {
            Name = "down",
            Summary = "Declare that a lost node will not come back",
            Method = "POST",
            Path = "/api/v1/cluster/nodes/{name}/down",
            Arguments = [Node("Which node; its lease must have ended")],
            Confirm = "Declare {name} down? It is no longer expected and no longer counts for a quorum, and commands that wait for it are given up.",
            Result = s_message,
        },
        new PaletteCommand
        {
            Name = "tail",
            Summary = "The last events of all nodes, and new ones as they come",
            Method = "GET",
            Path = "/api/v1/cluster/tail",
            Options = [new PaletteParameter { Name = "lines", Summary = "How many of the last events (default 20)", Kind = PaletteParameterKind.Number }],
            Streams = true,
            Result = new PaletteResult(PaletteResultKind.Text),
        },
        new PaletteCommand
        {
            Name = "audit",
            Summary = "Commands from node to node and deeds on the cluster, newest first: who, what, when",
            Method = "GET",
            Path = "/api/v1/cluster/audit",
            Options = [new PaletteParameter { Name = "limit", Summary = "How many (default 50)", Kind = PaletteParameterKind.Number }],
            Watchable = true,
            Result = new PaletteResult(PaletteResultKind.Table,
            [
                new("WHEN", "at", PaletteFormat.Ago),
                new("BY", "by"),
                new("FROM", "from"),
                new("TO", "to"),
                new("COMMAND", "command"),
                new("BODY", "body"),
                new("STATUS", "status"),
                new("DONE", "doneAt", PaletteFormat.Ago),
                new("RUNS", "runs"),
                new("ANSWER", "answer"),
            ]),
        },
    ]);

    private static PaletteParameter Node(string summary) => new() { Name = "name", Summary = summary, Required = true, CompleteFrom = NamesOfNodes };
}
