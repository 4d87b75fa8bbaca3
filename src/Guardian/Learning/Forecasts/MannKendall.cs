namespace Guardian.Learning.Forecasts;

/// <summary>Tells a trend from chance: the test of Mann (Econometrica 13, 1945) and Kendall (Rank Correlation Methods, 1975).</summary>
/// <remarks>It asks only how many later values are higher than earlier ones, so a few wild values mean nothing to it.</remarks>
internal static class MannKendall
{
    /// <summary>Variance of the test's figure when there is no trend, corrected for ties and for neighbours that resemble each other.</summary>
    /// <param name="values">In the order of time.</param>
    /// <param name="residuals">What is left of them when the trend is taken away.</param>
    /// <returns>0 when all values are equal.</returns>
    /// <remarks>Ties as Kendall has it; a lag-one correlation r of the residuals inflates the variance by (1 + r) / (1 - r), as
    /// Yue and Wang propose (Water Resources Management 18, 2004).</remarks>
    public static double Variance(ReadOnlySpan<double> values, ReadOnlySpan<double> residuals)
    {
        double n = values.Length;
        double variance = n * (n - 1) * ((2 * n) + 5);
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        for (int at = 0; at < sorted.Length;)
        {
            int end = at;
            while (end < sorted.Length && sorted[end] == sorted[at])
            {
                end++;
            }

            double ties = end - at;
            variance -= ties * (ties - 1) * ((2 * ties) + 5);
            at = end;
        }

        double r = Math.Clamp(Neighbours(residuals), 0, 0.95);
        return Math.Max(0, variance / 18 * (1 + r) / (1 - r));
    }

    /// <summary>Chance that values without trend rise at least like this.</summary>
    /// <param name="rises">Pairs that rise less pairs that fall.</param>
    /// <param name="variance">From <see cref="Variance"/>.</param>
    /// <returns>One-sided, 0 to 1.</returns>
    public static double Chance(double rises, double variance)
    {
        if (rises <= 0 || variance <= 0)
        {
            return 1;
        }

        return Normal.Above((rises - 1) / Math.Sqrt(variance)); // less one for continuity
    }

    private static double Neighbours(ReadOnlySpan<double> residuals)
    {
        double largest = 0;
        foreach (double residual in residuals)
        {
            largest = Math.Max(largest, Math.Abs(residual));
        }

        double products = 0;
        double squares = 0;
        for (int at = 0; at < residuals.Length && largest > 0; at++)
        {
            double here = residuals[at] / largest; // so that no square leaves the range
            squares += here * here;
            products += at > 0 ? here * (residuals[at - 1] / largest) : 0;
        }

        return squares > 0 ? products / squares : 0;
    }
}
