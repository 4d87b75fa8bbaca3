using System.Globalization;
using System.Text.Json;
using Guardian.Hocon;
using Guardian.Learning.Anomalies;

namespace Guardian.Benchmarks.Quality;

/// <summary>How well anomalies are found in the series of the Numenta Anomaly Benchmark, at the product's one setting.</summary>
/// <remarks>The series are not part of the project; their folder holds <c>windows.json</c> and <c>data/</c>.</remarks>
internal static class NabQuality
{
    /// <summary>Scores all series and writes a table.</summary>
    /// <param name="dir">The folder with <c>windows.json</c> and <c>data/</c>.</param>
    /// <param name="output">Gets the table.</param>
    /// <returns>When it is written.</returns>
    public static async Task RunAsync(string dir, TextWriter output)
    {
        Dictionary<string, string[][]> windows = JsonSerializer.Deserialize<Dictionary<string, string[][]>>(
            await File.ReadAllTextAsync(Path.Combine(dir, "windows.json")).ConfigureAwait(false))!;
        AnomalyOptions options = GuardianOptions.Load(ReferenceConfig.Under(), new ConfigProblems()).Learning.Anomalies;
        List<NabTally> tallies = [];
        int values = 0;
        TimeSpan taken = TimeSpan.Zero;
        foreach ((string name, string[][] spans) in windows.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            NabSeries series = NabSeries.Read(Path.Combine(dir, "data", name), name, spans);
            ScoreAll(series, options); // once to warm up the compiler
            long started = TimeProvider.System.GetTimestamp();
            double[] scores = ScoreAll(series, options);
            taken += TimeProvider.System.GetElapsedTime(started);
            values += scores.Length;
            NabTally tally = NabTally.Of(series, scores, options.Threshold);
            tallies.Add(tally);
            await output.WriteLineAsync(
                $"{name,-56}windows {tally.Windows.Count(share => share is not null)}/{tally.Windows.Length}  false alarms {tally.FalseAlarms}")
                .ConfigureAwait(false);
        }

        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"all at threshold {options.Threshold}: windows {tallies.Sum(tally => tally.Windows.Count(share => share is not null))}/{tallies.Sum(tally => tally.Windows.Length)}, false alarms {tallies.Sum(tally => tally.FalseAlarms)}")).ConfigureAwait(false);
        foreach (NabProfile profile in NabProfile.All)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{profile.Name,-16}{profile.Score(tallies):0.00}")).ConfigureAwait(false);
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{values / taken.TotalSeconds:N0} values per second")).ConfigureAwait(false);
    }

    private static double[] ScoreAll(NabSeries series, AnomalyOptions options)
    {
        AnomalyDetector detector = new(options);
        double[] scores = new double[series.Values.Length];
        for (int row = 0; row < scores.Length; row++)
        {
            scores[row] = detector.Next(series.Times[row], series.Values[row]);
        }

        return scores;
    }
}
