using System.CommandLine;
using System.Globalization;
using Guardian.Hocon;
using Guardian.Learning.Patterns;
using Guardian.Shell;

namespace Guardian.Node.Commands.Backtest;

/// <summary><c>guardian backtest patterns FILE</c>: the templates of a log file, mined line by line.</summary>
internal static class BacktestPatterns
{
    private const string StandardInput = "-";

    public static Command Create()
    {
        Argument<string> file = new("FILE") { Description = "A log file; - is standard input" };
        Option<bool> content = new("--content") { Description = "Lines are messages already: no header of time, level, program to strip" };
        Option<bool> csv = new("--csv") { Description = "Print LineId,EventId,EventTemplate for every line instead of a table" };
        Command patterns = new("patterns", "Print the templates of a log file") { file, content, csv };
        patterns.SetAction(async (parsed, stop) =>
            await RunAsync(parsed.GetValue(file)!, parsed.GetValue(content), parsed.GetValue(csv), stop).ConfigureAwait(false));
        return patterns;
    }

    private static async Task<int> RunAsync(string file, bool isContent, bool asCsv, CancellationToken stop)
    {
        try
        {
            using TextReader reader = file == StandardInput ? Console.In : new StreamReader(file);
            List<LogTemplate> lines = await MineAsync(reader, isContent, stop).ConfigureAwait(false);
            await (asCsv ? WriteCsvAsync(lines, stop) : WriteTableAsync(lines, stop)).ConfigureAwait(false);
            await Console.Out.FlushAsync(stop).ConfigureAwait(false);
            return PbmExitCode.Done;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
        {
            await Console.Error.WriteLineAsync($"guardian: cannot read {file}: {refused.Message}".AsMemory(), stop).ConfigureAwait(false);
            return PbmExitCode.Failed;
        }
    }

    private static async Task<List<LogTemplate>> MineAsync(TextReader reader, bool isContent, CancellationToken stop)
    {
        TemplateMiner miner = new(GuardianOptions.Load(ReferenceConfig.Under(), new ConfigProblems()).Learning.Patterns);
        List<LogTemplate> lines = [];
        while (await reader.ReadLineAsync(stop).ConfigureAwait(false) is { } line)
        {
            lines.Add(miner.Learn(isContent ? line : LogHeader.Strip(line)));
        }

        return lines;
    }

    private static async Task WriteCsvAsync(List<LogTemplate> lines, CancellationToken stop)
    {
        await Console.Out.WriteLineAsync("LineId,EventId,EventTemplate".AsMemory(), stop).ConfigureAwait(false);
        for (int at = 0; at < lines.Count; at++)
        {
            LogTemplate template = lines[at].Current;
            string text = template.Text.Replace("\"", "\"\"", StringComparison.Ordinal);
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{at + 1},E{template.Id},\"{text}\"").AsMemory(), stop).ConfigureAwait(false);
        }
    }

    private static async Task WriteTableAsync(List<LogTemplate> lines, CancellationToken stop)
    {
        var counts = lines.CountBy(line => line.Current).OrderByDescending(count => count.Value).ThenBy(count => count.Key.Id).ToList();
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"lines: {lines.Count}, templates: {counts.Count}").AsMemory(), stop).ConfigureAwait(false);
        await Console.Out.WriteLineAsync("    COUNT   SHARE  TEMPLATE".AsMemory(), stop).ConfigureAwait(false);
        foreach ((LogTemplate template, int count) in counts)
        {
            double share = 100.0 * count / lines.Count;
            await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{count,9} {share,6:0.0}%  {template.Text}").AsMemory(), stop).ConfigureAwait(false);
        }
    }
}
