using System.Globalization;
using System.Text.Json.Serialization;
using Guardian.Council;

namespace Guardian.Learning;

/// <summary>How much each seat of the council counts.</summary>
/// <param name="Incident">Of the incident sages.</param>
/// <param name="Knowledge">Of the knowledge sages.</param>
/// <param name="Task">Of the task sages.</param>
/// <param name="Pattern">Of the pattern sages.</param>
/// <remarks>0 to 1 each, 1 together. A stored format: properties are added to, never changed.</remarks>
public sealed record TrustWeights(double Incident, double Knowledge, double Task, double Pattern)
{
    /// <summary>Where trust begins: every seat counts the same.</summary>
    [JsonIgnore]
    public static TrustWeights Equal { get; } = new(0.25, 0.25, 0.25, 0.25);

    /// <summary>Whether they are weights: none is negative or not a number, and together they are 1.</summary>
    [JsonIgnore]
    public bool AreValid =>
        Incident >= 0 && Knowledge >= 0 && Task >= 0 && Pattern >= 0 && Math.Abs(Incident + Knowledge + Task + Pattern - 1) < 1e-6;

    /// <summary>The weight of a seat.</summary>
    /// <param name="seat">The seat.</param>
    /// <returns>0 to 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such seat.</exception>
    public double Of(Seat seat) => seat switch
    {
        Seat.Incident => Incident,
        Seat.Knowledge => Knowledge,
        Seat.Task => Task,
        Seat.Pattern => Pattern,
        _ => throw new ArgumentOutOfRangeException(nameof(seat), seat, null),
    };

    /// <summary>Weights made from a figure for each seat.</summary>
    /// <param name="weigh">Asked once for each seat.</param>
    /// <returns>The weights, as they are: they are not made to add up.</returns>
    public static TrustWeights From(Func<Seat, double> weigh)
    {
        ArgumentNullException.ThrowIfNull(weigh);
        return new TrustWeights(weigh(Seat.Incident), weigh(Seat.Knowledge), weigh(Seat.Task), weigh(Seat.Pattern));
    }

    /// <summary>The weights as people read them.</summary>
    /// <returns>For example <c>incident 0.31, knowledge 0.27, task 0.22, pattern 0.2</c>.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"incident {Incident:0.##}, knowledge {Knowledge:0.##}, task {Task:0.##}, pattern {Pattern:0.##}");
}
