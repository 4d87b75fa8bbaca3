using System.CommandLine;
using System.Globalization;
using Guardian.Hocon;
using Guardian.Learning.Anomalies;
using Guardian.Shell;

namespace Guardian.Node.Commands.Backtest;

/// <summary><c>guardian backtest anomalies FILE.csv</c>: scores a recorded series, row by row, as a node would have.</summary>
/// <remarks>Reads <c>timestamp,value</c> and writes <c>timestamp,value,anomaly_score</c>. Each row is written before the next is
/// read, so it works in a pipe and cannot look ahead. The detector runs with the defaults of the reference file.</remarks>
internal static class AnomaliesBacktest
{
    private const string Header = "timestamp,value";

    public static Command Create()
    {
        Argument<string> file = new("FILE.csv") { Description = $"Rows of {Header}, with that header; - reads standard input" };
        Command anomalies = new("anomalies", "Score each value of a recorded series: 0 usual, 1 an event begins") { file };
        anomalies.SetAction(async (parsed, stop) => await RunAsync(parsed.GetValue(file)!, stop).ConfigureAwait(false));
        return anomalies;
    }

    private static async Task<int> RunAsync(string file, CancellationToken stop)
    {
        try
        {
            using TextReader input = file == "-" ? Console.In : new StreamReader(file);
            return await ScoreAsync(file == "-" ? "standard input" : file, input, Console.Out, Console.Error, stop).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"guardian: {unreadable.Message}".AsMemory(), stop).ConfigureAwait(false);
            return PbmExitCode.Failed;
        }
    }

    /// <summary>Scores all rows of a series.</summary>
    /// <param name="name">What the series is called in messages.</param>
    /// <param name="input">The rows.</param>
    /// <param name="output">Gets the scored rows.</param>
    /// <param name="errors">Gets the message about the first row that cannot be read.</param>
    /// <param name="stop">Ends it between two rows.</param>
    /// <returns>0, or 1 when a row could not be read.</returns>
    internal static async Task<int> ScoreAsync(string name, TextReader input, TextWriter output, TextWriter errors, CancellationToken stop)
    {
        AnomalyDetector detector = new(DefaultOptions());
        for (int number = 1; await input.ReadLineAsync(stop).ConfigureAwait(false) is { } line; number++)
        {
            string row = line.TrimEnd('\r');
            if (number == 1)
            {
                if (row.TrimStart('\uFEFF') != Header)
                {
                    return await RefuseAsync($"{name}, line 1: \"{row}\" is not the header \"{Header}\"").ConfigureAwait(false);
                }

                await output.WriteLineAsync($"{Header},anomaly_score".AsMemory(), stop).ConfigureAwait(false);
                continue;
            }

            if (row.Length == 0)
            {
                continue; // the end of most files
            }

            string[] cells = row.Split(',');
            if (cells.Length != 2)
            {
                return await RefuseAsync($"{name}, line {number}: \"{row}\" has {cells.Length} cells; {Header} are 2").ConfigureAwait(false);
            }

            if (!TryReadTime(cells[0], out DateTimeOffset at))
            {
                return await RefuseAsync($"{name}, line {number}: \"{cells[0]}\" is not a time such as 2026-01-31 17:05:00").ConfigureAwait(false);
            }

            if (!double.TryParse(cells[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                return await RefuseAsync($"{name}, line {number}: \"{cells[1]}\" is not a number").ConfigureAwait(false);
            }

            string score = detector.Next(at, value).ToString("0.######", CultureInfo.InvariantCulture);
            await output.WriteLineAsync($"{row},{score}".AsMemory(), stop).ConfigureAwait(false);
        }

        return PbmExitCode.Done;

        async Task<int> RefuseAsync(string problem)
        {
            await output.FlushAsync(stop).ConfigureAwait(false);
            await errors.WriteLineAsync($"guardian: {problem}".AsMemory(), stop).ConfigureAwait(false);
            return PbmExitCode.Failed;
        }
    }

    /// <summary>The detector's options as the reference file has them.</summary>
    internal static AnomalyOptions DefaultOptions() => GuardianOptions.Load(ReferenceConfig.Under(), new ConfigProblems()).Learning.Anomalies;

    /// <summary>ISO 8601, or with a space instead of the T; without an offset it is taken as universal time.</summary>
    private static bool TryReadTime(string text, out DateTimeOffset at) => DateTimeOffset.TryParseExact(
        text,
        [
            "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-ddTHH:mmK", "yyyy-MM-dd HH:mm",
        ],
        CultureInfo.InvariantCulture,
        DateTimeStyles.AssumeUniversal,
        out at);
}
