using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Guardian.Hocon;
using Guardian.Learning.Backtest;
using Guardian.Learning.Knowledge;
using Guardian.Shell;

namespace Guardian.Node.Commands.Backtest;

/// <summary><c>guardian backtest policy FILE.jsonl</c>: how ways to choose plans would have done on recorded incidents.</summary>
/// <remarks>The file's lines are as <see cref="RecordedIncidentJson"/> says. Knowledge starts empty and learns with the defaults of the reference file.</remarks>
internal static class PolicyBacktest
{
    private const int MostProblems = 20;

    private const string Text = """
        Compare on recorded incidents how plans could have been chosen: success rate, and regret against the best fixed plan of each
        signature. One JSON object per line, in order of time:
        {"at":"2026-11-20T08:00:00Z","signature":"s1","kind":"Hang","plans":[{"id":"restart","cost":0.3,"destroys":false}],
        "executed":"restart","succeeded":true,"seconds":2.5}, and where known "outcomes":{"restart":true} for every plan, and
        "propensity":0.5, the probability with which the executed plan was chosen. "destroys" means more than belongs to one instance.
        Lines with outcomes are scored exactly; of others only those count where the policy chooses what was carried out.
        """;

    public static Command Create()
    {
        Argument<string> file = new("FILE.jsonl") { Description = "One recorded incident per line; - reads standard input" };
        Option<string?> policy = new("--policy") { Description = "thompson, mean, ladder or always:PLAN (default: all of them)", HelpName = "POLICY" };
        Option<int> seed = new("--seed") { Description = "Seed of the policies' chance", DefaultValueFactory = _ => 1, HelpName = "N" };
        Option<bool> json = new("--json") { Description = "Print JSON" };
        policy.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && BacktestPolicy.Parse(name) is null)
            {
                result.AddError($"--policy {name}: must be thompson, mean, ladder or always:PLAN");
            }
        });
        Command command = new("policy", Text) { file, policy, seed, json };
        command.SetAction(async (parsed, stop) => await RunAsync(
            parsed.GetValue(file)!, parsed.GetValue(policy), parsed.GetValue(seed), parsed.GetValue(json), stop).ConfigureAwait(false));
        return command;
    }

    private static async Task<int> RunAsync(string file, string? policy, int seed, bool json, CancellationToken stop)
    {
        try
        {
            using TextReader input = file == "-" ? Console.In : new StreamReader(file);
            return await ScoreAsync(file == "-" ? "standard input" : file, input, Console.Out, Console.Error, policy, seed, json, stop).ConfigureAwait(false);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"guardian: {unreadable.Message}".AsMemory(), stop).ConfigureAwait(false);
            return PbmExitCode.Failed;
        }
    }

    /// <summary>Reads a record and prints the scores.</summary>
    /// <param name="name">What the record is called in messages.</param>
    /// <param name="input">The lines.</param>
    /// <param name="output">Gets the table or the JSON.</param>
    /// <param name="errors">Gets the lines that cannot be read.</param>
    /// <param name="policy">The policy, or null for all.</param>
    /// <param name="seed">Of the policies' chance.</param>
    /// <param name="json">Whether to print JSON.</param>
    /// <param name="stop">Ends it between two lines.</param>
    /// <returns>0, or 1 when a line is bad or there is none.</returns>
    internal static async Task<int> ScoreAsync(
        string name, TextReader input, TextWriter output, TextWriter errors, string? policy, int seed, bool json, CancellationToken stop)
    {
        ImmutableArray<RecordedIncident>.Builder read = ImmutableArray.CreateBuilder<RecordedIncident>();
        int problems = 0;
        for (int number = 1; await input.ReadLineAsync(stop).ConfigureAwait(false) is { } line; number++)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue; // the end of most files
            }

            switch (RecordedIncidentJson.Read(line))
            {
                case RecordedLine.Good good:
                    read.Add(good.Incident);
                    break;
                case RecordedLine.Bad bad when ++problems <= MostProblems:
                    await errors.WriteLineAsync($"guardian: {name}, line {number}: {bad.Problem}".AsMemory(), stop).ConfigureAwait(false);
                    break;
            }
        }

        if (problems > 0 || read.Count == 0)
        {
            string why = problems > MostProblems ? $"{problems} bad lines in all" : "no incident";
            if (problems is 0 or > MostProblems)
            {
                await errors.WriteLineAsync($"guardian: {name}: {why}".AsMemory(), stop).ConfigureAwait(false);
            }

            return PbmExitCode.Failed;
        }

        ImmutableArray<RecordedIncident> incidents = read.DrainToImmutable();
        KnowledgeOptions options = GuardianOptions.Load(ReferenceConfig.Under(), new ConfigProblems()).Learning.Knowledge;
        PolicyScore[] scores = [.. Policies(policy, incidents).Select(one => PolicyEvaluator.Score(incidents, one, options, seed))];
        PolicyBacktestResult result = new(
            incidents.Length,
            incidents.Select(incident => incident.Signature).Distinct(StringComparer.Ordinal).Count(),
            seed,
            Method(incidents),
            [
                .. scores.Select(score => new PolicyBacktestRow(
                    score.Policy, score.Exact + score.Replayed, score.Exact, score.Replayed, score.Rejected, score.Successes, score.SuccessRate, score.Regret, score.WeightedRate)),
            ]);
        await output.WriteLineAsync(
            (json ? JsonSerializer.Serialize(result, PolicyBacktestContext.Default.PolicyBacktestResult) : Table(result)).AsMemory(), stop).ConfigureAwait(false);
        return PbmExitCode.Done;
    }

    private static IEnumerable<BacktestPolicy> Policies(string? policy, ImmutableArray<RecordedIncident> incidents) => policy is null
        ?
        [
            new BacktestPolicy.Thompson(),
            new BacktestPolicy.Mean(),
            new BacktestPolicy.Ladder(),
            .. incidents.SelectMany(incident => incident.Plans).Select(plan => plan.Id).Distinct(StringComparer.Ordinal).Select(plan => new BacktestPolicy.Always(plan)),
        ]
        : [BacktestPolicy.Parse(policy)!];

    private static string Method(ImmutableArray<RecordedIncident> incidents)
    {
        int exact = incidents.Count(incident => incident.Outcomes is not null);
        int weighted = incidents.Count(incident => incident.Propensity is not null);
        string scored = exact == incidents.Length ? "every line is scored exactly: the outcome of every plan is known"
            : exact == 0 ? "by replay: a line counts when the policy chooses the plan that was carried out, and the best fixed plan is an estimate from those carried out"
            : $"{Lines(exact)} scored exactly, {Lines(incidents.Length - exact)} by replay: such a line counts when the policy chooses the plan that was carried out";
        return weighted == 0 ? scored : $"{scored}; weighted by inverse propensity on {Lines(weighted)} with a propensity";
    }

    private static string Table(PolicyBacktestResult result)
    {
        int width = Math.Max(6, result.Policies.Max(row => row.Policy.Length));
        IEnumerable<string> rows = result.Policies.Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Policy.PadRight(width)}  {row.Counted,8}  {Percent(row.SuccessRate),8}  {row.Regret,9:0.0}  {(row.Counted == 0 ? "-" : (row.Regret / row.Counted).ToString("0.000", CultureInfo.InvariantCulture)),10}  {Percent(row.WeightedRate),9}"));
        return string.Join('\n',
        [
            $"{Lines(result.Lines)}, {Count(result.Signatures, "signature")}, seed {result.Seed}; {result.Method}",
            $"{"policy".PadRight(width)}  {"counted",8}  {"success",8}  {"regret",9}  {"per line",10}  {"weighted",9}",
            .. rows,
        ]);
    }

    private static string Lines(int count) => Count(count, "line");

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : string.Create(CultureInfo.InvariantCulture, $"{count} {noun}s");

    private static string Percent(double? rate) => rate is { } known ? string.Create(CultureInfo.InvariantCulture, $"{known * 100:0.0} %") : "-";
}

/// <summary>What <c>guardian backtest policy --json</c> prints.</summary>
internal sealed record PolicyBacktestResult(int Lines, int Signatures, int Seed, string Method, ImmutableArray<PolicyBacktestRow> Policies);

/// <summary>One policy of it.</summary>
internal sealed record PolicyBacktestRow(
    string Policy, int Counted, int Exact, int Replayed, int Rejected, int Successes, double? SuccessRate, double Regret, double? WeightedRate);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PolicyBacktestResult))]
internal sealed partial class PolicyBacktestContext : JsonSerializerContext;
