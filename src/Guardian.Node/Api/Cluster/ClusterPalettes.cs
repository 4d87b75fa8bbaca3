using System.Collections.Immutable;
using Guardian.Hosting.Palettes;

namespace Guardian.Node.Api.Cluster;

/// <summary>Fits palettes to a node in a cluster.</summary>
internal static class ClusterPalettes
{
    private static readonly PaletteParameter s_node = new()
    {
        Name = GatewayRequest.NodeParameter,
        Summary = "On this node of the cluster only",
        CompleteFrom = ClusterPalette.NamesOfNodes,
    };

    private static readonly PaletteColumn s_column = new("NODE", "node");

    /// <summary>Adds <c>--node</c> to every command, the node to the rows of every node, and the palette of the cluster itself.</summary>
    /// <param name="palettes">Those of a node that is alone.</param>
    /// <returns>Those of a node in a cluster.</returns>
    public static ImmutableArray<Palette> Of(ImmutableArray<Palette> palettes) =>
        [.. palettes.Select(palette => palette with { Commands = [.. palette.Commands.Select(Fit)] }), ClusterPalette.Palette];

    private static PaletteCommand Fit(PaletteCommand command)
    {
        // An extension's own option of that name goes on to mean what it says.
        bool taken = command.Options.Concat(command.Arguments).Any(parameter => parameter.Name == s_node.Name);
        RouteRule rule = ClusterRoutes.All.GetValueOrDefault($"{command.Method} {command.Path}") ?? ClusterRoutes.Unlisted;
        bool rows = command.Result.Kind == PaletteResultKind.Table && rule.Form == AnswerForm.Rows && rule != ClusterRoutes.Unlisted;
        return command with
        {
            Options = taken ? command.Options : [.. command.Options, s_node],
            Result = rows ? command.Result with { Columns = [s_column, .. command.Result.Columns] } : command.Result,
        };
    }
}
