namespace Guardian.Chaos.Report;

/// <summary>Order statistics by nearest rank.</summary>
internal static class Figures
{
    /// <summary>The value below or at which a share of all values lies; null without values.</summary>
    public static double? Quantile(IEnumerable<double> values, double share)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)];
    }
}
