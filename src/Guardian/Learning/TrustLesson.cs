using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Incidents;

namespace Guardian.Learning;

/// <summary>What one outcome says of the sages: the part of an <see cref="IncidentOutcome"/> that trust is folded from.</summary>
/// <param name="Plan">Id of the plan that was carried out, or was only recommended.</param>
/// <param name="Acted">Whether it was carried out.</param>
/// <param name="Succeeded">Whether it helped.</param>
/// <param name="Seats">What the seats had thought of it; those that had judged it.</param>
public sealed record TrustLesson(string Plan, bool Acted, bool Succeeded, ImmutableArray<SeatScore> Seats)
{
    /// <summary>What an outcome says.</summary>
    /// <param name="outcome">How a plan has ended.</param>
    /// <returns>The lesson.</returns>
    public static TrustLesson From(IncidentOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return new TrustLesson(
            outcome.Plan,
            outcome.Acted,
            outcome.Succeeded,
            outcome.Decision.Standings.FirstOrDefault(standing => standing.Plan == outcome.Plan)?.SeatScores ?? []);
    }
}
