using Guardian.Hosting.Palettes;
using Guardian.Node.Api;
using Guardian.Node.Api.Cluster;
using Guardian.Node.Logging;
using Guardian.Node.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Guardian.Node.Tests.Api.Cluster;

/// <summary>The table says of every route what becomes of it; one that is forgotten would silently be answered by one node only.</summary>
public sealed class ClusterRoutesTests(ThreeNodes nodes) : IClassFixture<ThreeNodes>
{
    [Fact]
    public async Task Every_route_is_in_the_table_and_every_row_of_the_table_is_a_route()
    {
        ClusteredNode node = nodes.Play["n1"];
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        await using WebApplication app = builder.Build();
        new GuardianApi(node.Hosted.Node, new NodeLog(), [], TimeProvider.System, () => { }, default).Map(app);
        new ClusterApi(node.Book, (_, _) => Task.FromResult(false), TimeProvider.System, default).Map(app);

        string[] routes =
        [
            .. ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
                .SelectMany(endpoint => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Select(method => $"{method} {endpoint.RoutePattern.RawText}") ?? []),
        ];

        routes.Length.ShouldBeGreaterThan(30);
        ClusterRoutes.All.Keys.Order(StringComparer.Ordinal).ShouldBe(routes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_command_of_the_palettes_can_be_narrowed_but_those_on_the_cluster_itself()
    {
        foreach (Palette palette in NodeCluster.Palettes(CorePalettes.All))
        {
            foreach (PaletteCommand command in palette.Commands)
            {
                command.Options.Count(option => option.Name == "node").ShouldBe(palette.Name == "cluster" ? 0 : 1, $"{palette.Name} {command.Name}");
                ClusterRoutes.All.ShouldContainKey($"{command.Method} {command.Path}");
            }
        }
    }

    [Fact]
    public void An_option_node_of_an_extension_stays_its_own()
    {
        PaletteParameter own = new() { Name = "node", Summary = "A node of a tree" };
        Palette extension = new("tree", "Trees", [new PaletteCommand { Name = "show", Summary = "", Method = "GET", Path = "/api/v1/tree", Options = [own], Result = new PaletteResult(PaletteResultKind.Table) }]);

        PaletteCommand command = NodeCluster.Palettes([extension])[0].Commands.Single();

        command.Options.ShouldBe([own]);
        command.Result.Columns.ShouldBeEmpty();
    }
}
