using Guardian.Node.Commands.Backtest;
using Guardian.Node.Tests.Support;

namespace Guardian.Node.Tests.Commands.Backtest;

public sealed class PolicyBacktestTests : IDisposable
{
    private const string Full =
        """{"at":"2026-11-20T08:00:00Z","signature":"s1","kind":"Hang","plans":[{"id":"wait","cost":0,"destroys":false},{"id":"restart","cost":0.4,"destroys":false}],"executed":"restart","succeeded":true,"seconds":2.5,"outcomes":{"restart":true,"wait":false}}""";

    private const string Partial =
        """{"at":"2026-11-20T08:00:00Z","signature":"s1","kind":"Hang","plans":[{"id":"wait","cost":0},{"id":"restart","cost":0.4}],"executed":"restart","succeeded":true,"propensity":0.5}""";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task All_policies_are_compared_in_a_table()
    {
        (int code, string output, string errors) = await Score($"{Full}\n{Full}\n\n");

        errors.ShouldBeEmpty();
        code.ShouldBe(0);
        string[] lines = output.TrimEnd().Split('\n');
        lines[0].ShouldBe("2 lines, 1 signature, seed 1; every line is scored exactly: the outcome of every plan is known");
        lines.Skip(2).Select(line => line.Split(' ')[0]).ShouldBe(["thompson", "mean", "ladder", "always:wait", "always:restart"]);
        lines[^1].ShouldBe("always:restart         2   100.0 %        0.0       0.000          -");
        lines[^2].ShouldBe("always:wait            2     0.0 %        1.8       0.900          -");
    }

    [Fact]
    public async Task Json_tells_which_lines_counted_and_how()
    {
        (int code, string output, _) = await Score($"{Full}\n{Partial}\n{Partial}", "always:wait", json: true);

        code.ShouldBe(0);
        output.TrimEnd().ShouldBe(
            """{"lines":3,"signatures":1,"seed":1,"method":"1 line scored exactly, 2 lines by replay: such a line counts when the policy chooses the plan that was carried out; weighted by inverse propensity on 2 lines with a propensity","policies":[{"policy":"always:wait","counted":1,"exact":1,"replayed":0,"rejected":2,"successes":0,"successRate":0,"regret":0.9,"weightedRate":null}]}""");
    }

    [Fact]
    public async Task Bad_lines_are_named_with_file_number_and_problem()
    {
        (int code, string output, string errors) = await Score($"{Full}\nnonsense\n{Full.Replace("\"Hang\"", "\"Plague\"", StringComparison.Ordinal)}");

        code.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldContain("guardian: record.jsonl, line 2: not such an object");
        errors.ShouldContain("guardian: record.jsonl, line 3: kind \"Plague\" is none of Crash");
    }

    [Fact]
    public async Task An_empty_record_is_refused()
    {
        (int code, _, string errors) = await Score("\n");

        code.ShouldBe(1);
        errors.TrimEnd().ShouldBe("guardian: record.jsonl: no incident");
    }

    [Fact]
    public async Task The_command_line_has_its_exit_codes()
    {
        string file = _directory.Write("record.jsonl", Full);

        (await Program.Main(["backtest", "policy", file])).ShouldBe(0);
        (await Program.Main(["backtest", "policy", file, "--policy", "ladder", "--seed", "3", "--json"])).ShouldBe(0);
        (await Program.Main(["backtest", "policy", _directory.File("missing.jsonl")])).ShouldBe(1);
        (await Program.Main(["backtest", "policy", file, "--policy", "luck"])).ShouldBe(2);
        (await Program.Main(["backtest", "policy"])).ShouldBe(2);
    }

    private static async Task<(int Code, string Output, string Errors)> Score(string record, string? policy = null, bool json = false)
    {
        using StringReader input = new(record);
        await using StringWriter output = new();
        await using StringWriter errors = new();
        int code = await PolicyBacktest.ScoreAsync("record.jsonl", input, output, errors, policy, 1, json, CancellationToken.None);
        return (code, output.ToString(), errors.ToString());
    }
}
