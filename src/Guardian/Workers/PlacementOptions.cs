using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>On which nodes a worker runs.</summary>
/// <remarks>HOCON: <c>placement</c> of a worker. Everything but the local default needs a cluster; validation refuses it without
/// one.</remarks>
public sealed record PlacementOptions
{
    /// <summary>On this node, or on any.</summary>
    public required PlacementMode Mode { get; init; }

    /// <summary>Nodes that run it at the same time.</summary>
    /// <value>1 or more.</value>
    public required int Replicas { get; init; }

    /// <summary>Roles a node must have to run it.</summary>
    public required ValueArray<string> Roles { get; init; }

    internal static PlacementOptions Read(HoconSection at, ConfigProblems problems)
    {
        PlacementOptions read = new()
        {
            Mode = at.Choice<PlacementMode>("mode"),
            Replicas = at.Int32("replicas"),
            Roles = at.Texts("roles"),
        };
        problems.Require(read.Replicas >= 1, at.Path("replicas"), read.Replicas, "must be 1 or more");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
