using System.Globalization;

namespace Guardian.Learning.Anomalies;

/// <summary>Puts what was found unusual into words.</summary>
internal static class AnomalyWords
{
    /// <summary>The reason of an anomaly.</summary>
    /// <param name="found">What was found.</param>
    /// <param name="value">The value that gave it away.</param>
    /// <returns>For example <c>68 is higher than usual (42): at most one value in 1,000,000</c>.</returns>
    public static string Of(Finding found, double value)
    {
        string what = found.Kind switch
        {
            AnomalyKind.Value => $"{Figure(value)} is {(found.Upwards ? "higher" : "lower")} than usual ({Figure(found.Usual)})",
            AnomalyKind.Jump => $"{Figure(value)} is {Figure(Math.Abs(found.Figure))} {(found.Upwards ? "above" : "below")} the values before it",
            AnomalyKind.Level => $"the level {(found.Upwards ? "rose" : "fell")} from {Figure(found.Usual)} to {Figure(found.Figure)}",
            AnomalyKind.Flat => $"the values hardly vary any more ({Figure(found.Figure)} around {Figure(value)})",
            _ => throw new ArgumentOutOfRangeException(nameof(found), found.Kind, "not a kind of anomaly"),
        };
        string chance = found.Rarity >= 9 ? "a billion" : Math.Pow(10, Math.Floor(found.Rarity)).ToString("N0", CultureInfo.InvariantCulture);
        return $"{what}: at most one value in {chance}";
    }

    private static string Figure(double value) =>
        value.ToString(Math.Abs(value) is >= 10_000 and < 1e15 ? "N0" : "G4", CultureInfo.InvariantCulture);
}
