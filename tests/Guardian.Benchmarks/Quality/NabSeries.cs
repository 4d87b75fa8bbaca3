using System.Globalization;

namespace Guardian.Benchmarks.Quality;

/// <summary>One series of the Numenta Anomaly Benchmark, with its windows as rows.</summary>
/// <param name="Name">Folder and file.</param>
/// <param name="Times">Timestamp of each row.</param>
/// <param name="Values">Value of each row.</param>
/// <param name="Windows">First and last row of each labelled window, in order.</param>
internal sealed record NabSeries(string Name, DateTimeOffset[] Times, double[] Values, (int Left, int Right)[] Windows)
{
    /// <summary>Rows at the start that are for warming up and not scored.</summary>
    public int Probation => (int)Math.Min(Math.Floor(0.15 * Values.Length), 750);

    /// <summary>Reads a series.</summary>
    /// <param name="file">Its CSV file, with a header.</param>
    /// <param name="name">Folder and file.</param>
    /// <param name="windows">Start and end of each window, as timestamps.</param>
    /// <returns>The series.</returns>
    public static NabSeries Read(string file, string name, string[][] windows)
    {
        string[][] rows = [.. File.ReadLines(file).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(','))];
        DateTimeOffset[] times = [.. rows.Select(row => Time(row[0]))];
        // Where a clock was set back a timestamp stands twice; a window means the first.
        (int, int)[] spans = [.. windows.Select(window => (Array.IndexOf(times, Time(window[0])), Array.IndexOf(times, Time(window[1])))).Order()];
        return new NabSeries(name, times, [.. rows.Select(row => double.Parse(row[1], CultureInfo.InvariantCulture))], spans);
    }

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text.Split('.')[0], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
