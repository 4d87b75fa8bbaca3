namespace Guardian.Learning.Forecasts;

/// <summary>The standard normal distribution, as far as a trend needs it.</summary>
internal static class Normal
{
    /// <summary>Standard deviations on either side that hold 95 %.</summary>
    public const double Within95 = 1.959964;

    /// <summary>Chance of a value above.</summary>
    /// <param name="z">In standard deviations.</param>
    /// <returns>0 to 1, to seven digits: Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.2.17.</returns>
    public static double Above(double z)
    {
        if (z < 0)
        {
            return 1 - Above(-z);
        }

        double t = 1 / (1 + (0.2316419 * z));
        double sum = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * sum;
    }
}
