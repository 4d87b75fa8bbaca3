using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Council;

/// <summary>What the bridge between the councils works with.</summary>
internal sealed record CouncilBridgeSetup
{
    /// <summary>This node.</summary>
    public required string Node { get; init; }

    /// <summary>Where events for all nodes are told to (<see cref="Bus.BusProtocol.Publish"/>).</summary>
    public required IActorRef Bus { get; init; }

    /// <summary>This node's council.</summary>
    public required IActorRef Council { get; init; }

    /// <summary>How sure a sage of another node counts to be, over 0 to 1.</summary>
    public required Func<double> RemoteConfidence { get; init; }

    /// <summary>Labels.</summary>
    public required Clock Clock { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Log { get; init; }
}
