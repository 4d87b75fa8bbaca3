using Guardian.Council;
using Guardian.Recovery;
using Guardian.Workers;
using Microsoft.Extensions.Logging;

namespace Guardian.Incidents;

/// <summary>Every effect of the incidents' actors enters here.</summary>
internal sealed record IncidentPorts
{
    /// <summary>Workers, seen and acted on.</summary>
    public required IWorkerControl Control { get; init; }

    /// <summary>The actions that the node knows.</summary>
    public required ActionCatalog Catalog { get; init; }

    /// <summary>Writes events (<see cref="Journal.EventWriter"/>).</summary>
    public required IActorRef Writer { get; init; }

    /// <summary>Puts a proposal to the vote.</summary>
    public required Func<Proposal, Task<Decision>> Decide { get; init; }

    /// <summary>The signature of a trouble: id and words.</summary>
    public required Func<SignatureInput, SignatureText> SignatureOf { get; init; }

    /// <summary>Where incidents are shown.</summary>
    public required IncidentBoard Board { get; init; }

    /// <summary>The configuration in force.</summary>
    public required Func<GuardianOptions> Options { get; init; }

    /// <summary>The clock.</summary>
    public required Clock Clock { get; init; }

    /// <summary>The node.</summary>
    public required NodeFacts Facts { get; init; }

    /// <summary>Seed of the node's chances.</summary>
    public required int Seed { get; init; }

    /// <summary>The cluster that the node is in, or null.</summary>
    public ClusterIncidents? Cluster { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Log { get; init; }
}
