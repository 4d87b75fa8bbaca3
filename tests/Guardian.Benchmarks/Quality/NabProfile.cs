namespace Guardian.Benchmarks.Quality;

/// <summary>What a found window, a missed one and a false detection weigh.</summary>
/// <param name="Name">As NAB calls it.</param>
/// <param name="Found">Most that a window earns.</param>
/// <param name="Missed">What a missed window costs.</param>
/// <param name="False">Most that a false detection costs.</param>
internal sealed record NabProfile(string Name, double Found, double Missed, double False)
{
    /// <summary>The three of NAB v1.1.</summary>
    public static NabProfile[] All { get; } =
        [new("standard", 1, 1, 0.11), new("reward low FP", 1, 1, 0.22), new("reward low FN", 1, 2, 0.11)];

    /// <summary>Scores a detector over all series.</summary>
    /// <param name="tallies">What it did on each.</param>
    /// <returns>100 for a perfect one, 0 for one that never fires.</returns>
    public double Score(IReadOnlyCollection<NabTally> tallies)
    {
        double raw = tallies.Sum(tally => tally.Windows.Sum(earned => earned is { } share ? Found * share : -Missed) + (False * tally.FalseCost));
        double nothing = tallies.Sum(tally => -Missed * tally.Windows.Length);
        double perfect = tallies.Sum(tally => Found * tally.Windows.Length);
        return 100 * (raw - nothing) / (perfect - nothing);
    }
}
