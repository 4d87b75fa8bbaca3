using System.Collections.Immutable;
using Guardian.Council;

namespace Guardian.Cluster.Council;

/// <summary>The ballots of a node's sages on a proposal of another node. Event of <see cref="Bus.BusStreams.Council"/>.</summary>
/// <param name="Version">Of the format; a newer one only adds.</param>
/// <param name="Node">Who votes: it speaks for its own sages only.</param>
/// <param name="To">Whose proposal it is.</param>
/// <param name="Proposal">Id of the proposal on that node.</param>
/// <param name="Ballots">At most one for each seat.</param>
internal sealed record CouncilVotes(int Version, string Node, string To, string Proposal, ImmutableArray<Ballot> Ballots);
