using System.Collections.Immutable;
using Guardian.Learning;

namespace Guardian.Council;

/// <summary>The ballots of a meeting as they are counted, with what they are counted by.</summary>
/// <param name="Ballots">One for each voter, by seat and node.</param>
/// <param name="Expected">Voters that were expected.</param>
/// <param name="Running">Instances of the worker that run.</param>
/// <param name="Trust">Weight of each seat.</param>
/// <param name="Options">The rules.</param>
internal sealed record Vote(ImmutableArray<Ballot> Ballots, int Expected, int Running, TrustWeights Trust, CouncilOptions Options)
{
    /// <summary>Seats without a ballot.</summary>
    public ImmutableArray<Seat> Absent { get; } = [.. Seats.All.Where(seat => Ballots.All(ballot => ballot.Seat != seat))];

    /// <summary>Whether enough of the expected voters have voted.</summary>
    public bool HasQuorum => Ballots.Length > 0 && Ballots.Length > Options.Quorum * Expected;

    /// <summary>Share of the expected voters that have voted, 0 to 1.</summary>
    public double Turnout => Expected == 0 ? 0 : Math.Min(1, (double)Ballots.Length / Expected);
}
