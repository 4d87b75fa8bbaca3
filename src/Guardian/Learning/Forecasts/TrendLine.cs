namespace Guardian.Learning.Forecasts;

/// <summary>A straight line through points that a third of them cannot bend: the median of all pairs' slopes.</summary>
/// <remarks>Theil (1950) and Sen (Journal of the American Statistical Association 63, 1968), from whom the bounds of the slope come too.</remarks>
/// <param name="Slope">Units per hour.</param>
/// <param name="Lowest">Least slope with 95 % confidence.</param>
/// <param name="Steepest">Greatest slope with 95 % confidence.</param>
/// <param name="Level">Height at the newest point.</param>
/// <param name="Spread">Distance from the line that nine of ten points above it keep.</param>
/// <param name="Chance">Chance that points without trend rise like this, 0 to 1.</param>
internal readonly record struct TrendLine(double Slope, double Lowest, double Steepest, double Level, double Spread, double Chance)
{
    /// <summary>Share of a value that is the rounding of the arithmetic, not a distance from the line.</summary>
    private const double Dust = 1e-12;

    /// <summary>Fits the line.</summary>
    /// <param name="hours">Times, in hours up to the newest, which is 0; strictly ascending.</param>
    /// <param name="values">Their values, 3 or more.</param>
    /// <returns>The line.</returns>
    public static TrendLine Fit(ReadOnlySpan<double> hours, ReadOnlySpan<double> values)
    {
        double[] slopes = new double[values.Length * (values.Length - 1) / 2];
        int pairs = 0;
        int rises = 0;
        for (int later = 1; later < values.Length; later++)
        {
            for (int earlier = 0; earlier < later; earlier++)
            {
                slopes[pairs++] = (values[later] - values[earlier]) / (hours[later] - hours[earlier]);
                rises += Math.Sign(values[later] - values[earlier]);
            }
        }

        Array.Sort(slopes);
        double slope = Middle(slopes);
        double[] residuals = new double[values.Length];
        for (int at = 0; at < values.Length; at++)
        {
            residuals[at] = values[at] - (slope * hours[at]);
        }

        double[] sorted = [.. residuals];
        Array.Sort(sorted);
        double level = Middle(sorted);
        for (int at = 0; at < values.Length; at++)
        {
            double residual = residuals[at] - level;
            residuals[at] = Math.Abs(residual) > Dust * Math.Abs(values[at]) ? residual : 0;
        }

        double variance = MannKendall.Variance(values, residuals);
        double reach = Normal.Within95 * Math.Sqrt(variance);
        int low = Math.Clamp((int)((pairs - reach) / 2), 0, pairs - 1);
        int high = Math.Clamp((int)((pairs + reach) / 2), 0, pairs - 1);
        double spread = sorted[(int)(0.95 * (sorted.Length - 1))] - level;
        return new TrendLine(slope, slopes[low], slopes[high], level, spread, MannKendall.Chance(rises, variance));
    }

    /// <summary>The slope of values alone.</summary>
    /// <param name="hours">Times, in hours; strictly ascending.</param>
    /// <param name="values">Their values, 2 or more.</param>
    /// <returns>Units per hour.</returns>
    public static double SlopeOf(ReadOnlySpan<double> hours, ReadOnlySpan<double> values) => Fit(hours, values).Slope;

    private static double Middle(double[] sorted) => (sorted[(sorted.Length - 1) / 2] / 2) + (sorted[sorted.Length / 2] / 2);
}
