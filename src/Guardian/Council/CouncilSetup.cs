using Guardian.Learning;
using Microsoft.Extensions.Logging;

namespace Guardian.Council;

/// <summary>What the council works with.</summary>
public sealed record CouncilSetup
{
    /// <summary>How it votes.</summary>
    public required CouncilOptions Options { get; init; }

    /// <summary>How it learns whom to trust.</summary>
    public required TrustOptions Trust { get; init; }

    /// <summary>Nodes whose sages have a vote; asked once for each meeting.</summary>
    public required Func<Electorate> Electorate { get; init; }

    /// <summary>Whether trust is told (<see cref="Cluster.Learning.SharedKnowledge"/>) rather than learned here: nodes of a cluster share it.</summary>
    public bool TrustIsShared { get; init; }

    /// <summary>Where meetings and trust are kept; null: nowhere, trust begins anew with each start.</summary>
    public required ICouncilRecords? Records { get; init; }

    /// <summary>Deadlines and labels.</summary>
    public required Clock Clock { get; init; }

    /// <summary>Where it says what it cannot do.</summary>
    public required ILogger Log { get; init; }
}
