namespace Guardian.Benchmarks.Quality;

/// <summary>What a detector did on one series, before the profiles' weights.</summary>
/// <param name="Windows">For each window the share earned, 0 to 1; null when it was missed.</param>
/// <param name="FalseCost">Sum over all detections outside of windows, each 0 (just behind one) to -1.</param>
/// <param name="FalseAlarms">Runs of such detections.</param>
/// <remarks>The rules of NAB v1.1: Lavin and Ahmad, Evaluating Real-time Anomaly Detection Algorithms - the Numenta Anomaly
/// Benchmark, ICMLA 2015 (arXiv 1510.03336).</remarks>
internal sealed record NabTally(double?[] Windows, double FalseCost, int FalseAlarms)
{
    /// <summary>Counts a detector's scores.</summary>
    /// <param name="series">The series.</param>
    /// <param name="scores">One for each row.</param>
    /// <param name="threshold">A row is a detection from here on.</param>
    /// <returns>The tally.</returns>
    public static NabTally Of(NabSeries series, double[] scores, double threshold)
    {
        double?[] earned = new double?[series.Windows.Length];
        double cost = 0;
        int alarms = 0;
        bool before = false;
        for (int row = series.Probation; row < scores.Length; row++)
        {
            int inside = Array.FindIndex(series.Windows, window => row >= window.Left && row <= window.Right);
            bool detected = scores[row] >= threshold;
            if (detected && inside >= 0)
            {
                (int left, int right) = series.Windows[inside];
                double share = Sigmoid(-(right - row + 1.0) / (right - left + 1)) / Sigmoid(-1);
                earned[inside] = Math.Max(earned[inside] ?? 0, share);
            }
            else if (detected)
            {
                int last = Array.FindLastIndex(series.Windows, window => window.Right < row);
                cost += last < 0
                    ? -1
                    : Sigmoid((row - (double)series.Windows[last].Right) / (series.Windows[last].Right - series.Windows[last].Left));
                alarms += before ? 0 : 1;
            }

            before = detected && inside < 0;
        }

        return new NabTally(earned, cost, alarms);
    }

    private static double Sigmoid(double y) => y > 3 ? -1 : (2 / (1 + Math.Exp(5 * y))) - 1;
}
