using System.CommandLine;
using System.Globalization;
using System.Text;
using Guardian.Hocon;
using Guardian.Learning.Patterns;
using Guardian.Shell;

namespace Guardian.Node.Commands.Backtest;

/// <summary><c>guardian backtest patterns FILE</c>: the templates of a log file, mined line by line.</summary>
internal static class BacktestPatterns
{
    private const string StandardInput = "-";

    /// <summary>Characters collected before they are written.</summary>
    private const int Chunk = 1 << 16;

    /// <param name="input">Standard input, taken where FILE is -.</param>
    public static Command Create(TextReader input)
    {
        Argument<string> file = new("FILE") { Description = "A log file; - is standard input" };
        Option<bool> content = new("--content") { Description = "Lines are messages already: no header of time, level, program to strip" };
        Option<bool> csv = new("--csv") { Description = "Print LineId,EventId,EventTemplate for every line instead of a table" };
        Command patterns = new("patterns", "Print the templates of a log file") { file, content, csv };
        patterns.SetAction(async (parsed, stop) =>
        {
            string name = parsed.GetValue(file)!;
            InvocationConfiguration console = parsed.InvocationConfiguration;
            try
            {
                using StreamReader? opened = name == StandardInput ? null : new StreamReader(name);
                List<LogTemplate> lines = await MineAsync(opened ?? input, parsed.GetValue(content), stop).ConfigureAwait(false);
                await (parsed.GetValue(csv) ? WriteCsvAsync(lines, console.Output, stop) : WriteTableAsync(lines, console.Output, stop)).ConfigureAwait(false);
                return PbmExitCode.Done;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException)
            {
                await console.Error.WriteLineAsync($"guardian: cannot read {name}: {refused.Message}".AsMemory(), stop).ConfigureAwait(false);
                return PbmExitCode.Failed;
            }
        });
        return patterns;
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

    private static async Task WriteCsvAsync(List<LogTemplate> lines, TextWriter output, CancellationToken stop)
    {
        StringBuilder text = new("LineId,EventId,EventTemplate\n");
        for (int at = 0; at < lines.Count; at++)
        {
            LogTemplate template = lines[at].Current;
            text.Append(CultureInfo.InvariantCulture, $"{at + 1},E{template.Id},\"").Append(template.Text.Replace("\"", "\"\"", StringComparison.Ordinal)).Append("\"\n");
            if (text.Length > Chunk)
            {
                await output.WriteAsync(text, stop).ConfigureAwait(false);
                text.Clear();
            }
        }

        await output.WriteAsync(text, stop).ConfigureAwait(false);
    }

    private static async Task WriteTableAsync(List<LogTemplate> lines, TextWriter output, CancellationToken stop)
    {
        List<KeyValuePair<LogTemplate, int>> counts = [.. lines.CountBy(line => line.Current).OrderByDescending(count => count.Value).ThenBy(count => count.Key.Id)];
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"lines: {lines.Count}, templates: {counts.Count}\n    COUNT   SHARE  TEMPLATE\n");
        foreach ((LogTemplate template, int count) in counts)
        {
            text.Append(CultureInfo.InvariantCulture, $"{count,9} {100.0 * count / lines.Count,6:0.0}%  {template.Text}\n");
        }

        await output.WriteAsync(text, stop).ConfigureAwait(false);
    }
}
