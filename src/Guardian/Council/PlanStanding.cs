using System.Collections.Immutable;

namespace Guardian.Council;

/// <summary>Where a plan ended up in the vote.</summary>
/// <param name="Plan">Id of the plan.</param>
/// <param name="Score">The council's score, 0 to 1.</param>
/// <param name="SeatScores">Each seat's score, for the seats that judged it.</param>
/// <param name="InFavour">Seats in favour.</param>
/// <param name="Needed">Seats in favour that it needs.</param>
/// <param name="VetoedBy">Seats that vetoed it.</param>
public sealed record PlanStanding(
    string Plan,
    double Score,
    ImmutableArray<SeatScore> SeatScores,
    int InFavour,
    int Needed,
    ImmutableArray<Seat> VetoedBy);
