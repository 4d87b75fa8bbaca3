using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Guardian.Learning;

namespace Guardian.Council;

/// <summary>Something that happened in the council and is kept. The stream is <see cref="CouncilJson.Stream"/>.</summary>
/// <remarks>Names and properties are a stored format: they are added to, never changed.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Held), "meeting-held")]
[JsonDerivedType(typeof(OutcomeKnown), "outcome-known")]
[JsonDerivedType(typeof(TrustChanged), "trust-changed")]
public abstract record CouncilEvent
{
    private CouncilEvent() { }

    /// <summary>A meeting is over.</summary>
    /// <param name="Proposal">What was put to the vote.</param>
    /// <param name="Decision">What was decided, with the ballots.</param>
    public sealed record Held(Proposal Proposal, Decision Decision) : CouncilEvent;

    /// <summary>How a plan that was decided on has ended.</summary>
    /// <param name="Incident">Id of the incident.</param>
    /// <param name="Proposal">Id of the proposal.</param>
    /// <param name="Plan">Id of the plan that was carried out, or was only recommended.</param>
    /// <param name="Succeeded">Whether the worker became healthy in time and the trouble stayed away.</param>
    /// <param name="Acted">False when it was only recommended and something else ended the trouble.</param>
    /// <param name="Seconds">From the decision until it was healthy; null when it was not.</param>
    /// <param name="Reason">In words.</param>
    public sealed record OutcomeKnown(string Incident, string Proposal, string Plan, bool Succeeded, bool Acted, double? Seconds, string Reason) : CouncilEvent
    {
        /// <summary>How often one more plan had been tried after a person was asked; not written when never.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Retry { get; init; }
    }

    /// <summary>Seats gained or lost weight.</summary>
    /// <param name="Weights">The weights from here on.</param>
    /// <param name="Losses">How far each seat was from what came.</param>
    /// <param name="Incident">Id of the incident that it was learned from.</param>
    /// <param name="Reason">In words, with figures.</param>
    public sealed record TrustChanged(TrustWeights Weights, ImmutableArray<SeatLoss> Losses, string Incident, string Reason) : CouncilEvent;
}
