using System.Globalization;
using Guardian.Hocon;
using Guardian.Learning.Patterns;

namespace Guardian.Benchmarks.Quality;

/// <summary>Grouping accuracy of template mining on loghub samples, and its speed beside splitting the same lines on blanks.</summary>
/// <remarks>
/// Layout: a folder for each system with <c>*.content.txt</c> and <c>*.log_structured.csv</c>. Grouping accuracy (Zhu et al., ICSE-SEIP 2019): a line is right when
/// the lines that carry its predicted template are exactly those that carry its true event; the share of right lines.
/// </remarks>
internal static class PatternQuality
{
    private const int Rounds = 5;
    private const int LinesPerRound = 400_000;

    public static async Task RunAsync(string folder, TextWriter output)
    {
        TemplateMinerOptions options = GuardianOptions.Load(ReferenceConfig.Under(), new ConfigProblems()).Learning.Patterns;
        List<double> accuracies = [];
        List<string> all = [];
        foreach (string system in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            string[] content = await File.ReadAllLinesAsync(Directory.EnumerateFiles(system, "*.content.txt").Single()).ConfigureAwait(false);
            string truth = await File.ReadAllTextAsync(Directory.EnumerateFiles(system, "*.log_structured.csv").Single()).ConfigureAwait(false);
            TemplateMiner miner = new(options);
            LogTemplate[] templates = [.. content.Select(line => miner.Learn(line))];
            double accuracy = Accuracy([.. templates.Select(template => template.Current.Id)], EventIds(truth));
            accuracies.Add(accuracy);
            all.AddRange(content);
            await output.WriteLineAsync(Line($"{Path.GetFileName(system),-12} grouping accuracy {accuracy:0.0000}, {miner.Templates.Count} templates of {content.Length} lines")).ConfigureAwait(false);
        }

        if (accuracies.Count == 0)
        {
            return;
        }

        await output.WriteLineAsync(Line($"{"mean",-12} grouping accuracy {accuracies.Average():0.0000}")).ConfigureAwait(false);
        TemplateMiner warm = new(options);
        double mined = Rate(all, line => warm.Learn(line).Id);
        double fresh = Rate(all, _ => 0, () => new TemplateMiner(options));
        double split = Rate(all, line => line.Split(' ').Length);
        await output.WriteLineAsync(Line($"mining, one thread       {mined,12:N0} lines/s, {all.Average(line => line.Length):0} characters a line")).ConfigureAwait(false);
        await output.WriteLineAsync(Line($"mining, new miner a file {fresh,12:N0} lines/s")).ConfigureAwait(false);
        await output.WriteLineAsync(Line($"splitting on blanks      {split,12:N0} lines/s")).ConfigureAwait(false);
    }

    /// <summary>Lines a second, the best of some rounds.</summary>
    private static double Rate(List<string> lines, Func<string, int> handle, Func<TemplateMiner>? create = null)
    {
        double best = 0;
        int sum = 0;
        for (int round = 0; round <= Rounds; round++)
        {
            long began = TimeProvider.System.GetTimestamp();
            int done = 0;
            while (done < LinesPerRound)
            {
                TemplateMiner? miner = create?.Invoke();
                foreach (string line in lines)
                {
                    sum += miner is null ? handle(line) : miner.Learn(line).Id;
                }

                done += lines.Count;
            }

            double rate = done / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
            best = round > 0 && rate > best ? rate : best; // the first one compiles
        }

        GC.KeepAlive(sum);
        return best;
    }

    private static double Accuracy(int[] predicted, List<string> truth)
    {
        if (predicted.Length != truth.Count)
        {
            throw new InvalidDataException(Line($"{predicted.Length} lines, but {truth.Count} true events"));
        }

        ILookup<int, int> groups = Enumerable.Range(0, predicted.Length).ToLookup(line => predicted[line]);
        Dictionary<string, int> sizes = truth.CountBy(id => id).ToDictionary(StringComparer.Ordinal);
        int right = groups.Where(group => group.All(line => truth[line] == truth[group.First()]) && sizes[truth[group.First()]] == group.Count()).Sum(group => group.Count());
        return (double)right / predicted.Length;
    }

    /// <summary>The EventId column of a CSV file with quoted fields.</summary>
    private static List<string> EventIds(string csv)
    {
        List<List<string>> rows = [[]];
        System.Text.StringBuilder field = new();
        bool isQuoted = false;
        foreach (char c in csv)
        {
            if (c == '"')
            {
                isQuoted = !isQuoted; // a doubled quote opens again at once
            }
            else if (!isQuoted && c is ',' or '\n')
            {
                rows[^1].Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    rows.Add([]);
                }
            }
            else if (c != '\r' || isQuoted)
            {
                field.Append(c);
            }
        }

        if (rows[^1].Count > 0 || field.Length > 0)
        {
            rows[^1].Add(field.ToString());
        }

        int column = rows[0].IndexOf("EventId");
        return [.. rows.Skip(1).Where(row => row.Count > column).Select(row => row[column])];
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
