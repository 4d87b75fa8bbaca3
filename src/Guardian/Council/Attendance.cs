using System.Collections.Immutable;

namespace Guardian.Council;

/// <summary>Which nodes took part in a meeting.</summary>
/// <param name="Expected">Nodes whose votes the quorum was reckoned by, in order.</param>
/// <param name="Voted">Nodes of which at least one ballot counted, in order.</param>
/// <param name="CutOff">Whether the meeting's node could not reach the others: only its own sages were asked.</param>
public sealed record Attendance(ImmutableArray<string> Expected, ImmutableArray<string> Voted, bool CutOff)
{
    /// <summary>Expected nodes of which no ballot counted, in order.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public ImmutableArray<string> Absent => [.. Expected.Where(node => !Voted.Contains(node))];

    /// <summary>Who took part.</summary>
    /// <param name="electorate">Who was to vote.</param>
    /// <param name="ballots">The ballots that were counted.</param>
    /// <returns>Null for a node that is in no cluster.</returns>
    internal static Attendance? Of(Electorate electorate, ImmutableArray<Ballot> ballots) => electorate.Nodes.IsEmpty
        ? null
        : new Attendance(
            electorate.Nodes,
            [.. ballots.Select(static ballot => ballot.Node).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            electorate.CutOff);
}
