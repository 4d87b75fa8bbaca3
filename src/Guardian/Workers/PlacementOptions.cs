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
    /// <value>1 to 100.</value>
    public required int Replicas { get; init; }

    /// <summary>Roles a node must have to run it.</summary>
    public required ValueArray<string> Roles { get; init; }

    /// <summary>Nodes that go before others, first to last: the first is its primary, the next its backup.</summary>
    public required ValueArray<string> Prefer { get; init; }

    internal static PlacementOptions Read(HoconSection at, ConfigProblems problems)
    {
        PlacementOptions read = new()
        {
            Mode = at.Choice<PlacementMode>("mode"),
            Replicas = at.Int32("replicas"),
            Roles = at.Texts("roles"),
            Prefer = at.Texts("prefer"),
        };
        problems.Require(read.Replicas is >= 1 and <= 100, at.Path("replicas"), read.Replicas, "must be 1 to 100");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
