using System.Collections.Immutable;
using System.Security.Cryptography;
using Guardian.Alerts;
using Guardian.Hosting.Palettes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Guardian.Node.Api.Cluster;

/// <summary>Everything that makes the API of a node one of the whole cluster: gateway, inbox, the cluster's own routes.</summary>
/// <remarks>
/// Handed to <see cref="ApiServer"/>, which puts it before the node's own routes; <see cref="Begin"/> once the API is served, and dispose of before it
/// is not any more, so that what other nodes have asked is still answered.
/// </remarks>
internal sealed class NodeCluster : IAsyncDisposable
{
    private readonly NodeClusterSetup _setup;
    private readonly OwnApi _own;
    private readonly RemoteNodes _remote;
    private readonly ClusterGateway _gateway;
    private InboxWorker? _inbox;

    public NodeCluster(NodeClusterSetup setup)
    {
        _setup = setup;
        _own = new OwnApi(setup.Socket, Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        _remote = new RemoteNodes(setup.Store, setup.Book.Node, setup.Time, setup.Log);
        _gateway = new ClusterGateway(setup.Book, _own, _remote, HasAsync, setup.Log, setup.NodeStops);
    }

    /// <summary>Fits the palettes of a node to its cluster.</summary>
    /// <param name="palettes">Those of a node that is alone.</param>
    /// <returns>Those to serve.</returns>
    public static ImmutableArray<Palette> Palettes(ImmutableArray<Palette> palettes) => ClusterPalettes.Of(palettes);

    /// <summary>Stands before the routes; after routing, which it reads.</summary>
    public void Use(IApplicationBuilder app) => app.Use(next => http => _gateway.InvokeAsync(http, next));

    /// <summary>Adds the cluster's own routes.</summary>
    public void Map(IEndpointRouteBuilder routes) => new ClusterApi(_setup.Book, HasAsync, _setup.Time, _setup.NodeStops).Map(routes);

    /// <summary>Begins to answer other nodes; the API must be served by now.</summary>
    public void Begin() => _inbox ??= new InboxWorker(new InboxSetup
    {
        Book = _setup.Book,
        Store = _setup.Store,
        Session = _setup.Session,
        Own = _own,
        Poll = _setup.Poll,
        Time = _setup.Time,
        Log = _setup.Log,
    });

    /// <summary>Answers what is begun, and no more.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_inbox is not null)
        {
            await _inbox.DisposeAsync().ConfigureAwait(false);
        }

        _remote.Dispose();
        _own.Dispose();
    }

    private async Task<bool> HasAsync(string kind, string name) => kind switch
    {
        "worker" => _setup.HasWorker(name),
        "incident" => _setup.HasIncident(name),
        "alert" => (await _setup.Alerts.ListAsync(new AlertQuery(null, null, null, null, AlertBoard.MostAlerts)).ConfigureAwait(false)).Any(alert => alert.Id == name),
        _ => false,
    };
}
