using System.Globalization;
using Guardian.Node.Commands.Backtest;
using Guardian.Node.Tests.Support;

namespace Guardian.Node.Tests.Commands;

/// <summary><c>guardian backtest anomalies</c> reads what others recorded: it must keep their text and name what it cannot read.</summary>
public sealed class AnomaliesBacktestTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Rows_come_back_as_they_were_each_with_its_score()
    {
        string[] rows =
        [
            .. Enumerable.Range(0, 800).Select(at => string.Create(
                CultureInfo.InvariantCulture, $"2026-03-{1 + (at / 288):00} {at / 12 % 24:00}:{at % 12 * 5:00}:00,{(at == 700 ? 9e1 : 50 + (at * 7919 % 13)):0.0}")),
        ];
        (int code, string[] output, string errors) = await ScoreAsync(["timestamp,value", .. rows]);

        code.ShouldBe(0);
        errors.ShouldBeEmpty();
        output[0].ShouldBe("timestamp,value,anomaly_score");
        output.Skip(1).Select(line => line[..line.LastIndexOf(',')]).ShouldBe(rows);
        double[] scores = [.. output.Skip(1).Select(line => double.Parse(line.Split(',')[2], CultureInfo.InvariantCulture))];
        scores.ShouldAllBe(score => score >= 0 && score <= 1);
        Enumerable.Range(0, 800).Where(at => scores[at] >= 0.9).ShouldBe([700]);
    }

    [Theory]
    [InlineData("2026-01-31T17:05:00Z,1.50")]
    [InlineData("2026-01-31T17:05:00.123+01:00,-1e3")]
    [InlineData("2026-01-31 17:05:00.000000,NaN")]
    [InlineData("2026-01-31 17:05:00, 2")]
    public async Task Times_are_ISO_8601_or_with_a_space(string row)
    {
        (int code, string[] output, _) = await ScoreAsync(["timestamp,value", row]);

        code.ShouldBe(0);
        output.ShouldBe(["timestamp,value,anomaly_score", $"{row},0"]);
    }

    [Theory]
    [InlineData("31.01.2026,1", "cpu.csv, line 3: \"31.01.2026\" is not a time such as 2026-01-31 17:05:00")]
    [InlineData("2026-01-31 17:05:00,much", "cpu.csv, line 3: \"much\" is not a number")]
    [InlineData("2026-01-31 17:05:00,1,2", "cpu.csv, line 3: \"2026-01-31 17:05:00,1,2\" has 3 cells; timestamp,value are 2")]
    public async Task A_row_that_cannot_be_read_is_named_with_file_and_line(string row, string problem)
    {
        (int code, string[] output, string errors) = await ScoreAsync(["timestamp,value", "2026-01-31 17:00:00,1", row]);

        code.ShouldBe(1);
        output.Length.ShouldBe(2); // the rows before it are scored
        errors.Trim().ShouldBe($"guardian: {problem}");
    }

    [Fact]
    public async Task A_file_without_the_header_is_refused()
    {
        (int code, _, string errors) = await ScoreAsync(["2026-01-31 17:00:00,1"]);

        code.ShouldBe(1);
        errors.Trim().ShouldBe("guardian: cpu.csv, line 1: \"2026-01-31 17:00:00,1\" is not the header \"timestamp,value\"");
    }

    [Fact]
    public async Task The_command_ends_with_0_when_all_was_read_and_1_when_not()
    {
        string good = _directory.Write("good.csv", "timestamp,value\n2026-01-31 17:00:00,1\n");
        string bad = _directory.Write("bad.csv", "timestamp,value\nnever,1\n");

        (await Program.Main(["backtest", "anomalies", good])).ShouldBe(0);
        (await Program.Main(["backtest", "anomalies", bad])).ShouldBe(1);
        (await Program.Main(["backtest", "anomalies", _directory.File("missing.csv")])).ShouldBe(1);
        (await Program.Main(["backtest", "anomalies"])).ShouldBe(2);
    }

    [Fact]
    public async Task Each_row_is_answered_before_the_next_is_read()
    {
        using StringWriter output = new();
        OneByOne input = new(["timestamp,value", "2026-01-31 17:00:00,1", "2026-01-31 17:05:00,2"], () => output.ToString().Split('\n').Length - 1);

        await AnomaliesBacktest.ScoreAsync("-", input, output, TextWriter.Null, CancellationToken.None);

        input.AnsweredAtRead.ShouldBe([0, 1, 2, 3]);
    }

    private static async Task<(int Code, string[] Output, string Errors)> ScoreAsync(string[] lines)
    {
        using StringReader input = new(string.Join('\n', lines));
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = await AnomaliesBacktest.ScoreAsync("cpu.csv", input, output, errors, CancellationToken.None);
        return (code, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries), errors.ToString());
    }

    /// <summary>Notes at each read how many lines have been answered.</summary>
    private sealed class OneByOne(string[] lines, Func<int> answered) : TextReader
    {
        private int _next;

        public List<int> AnsweredAtRead { get; } = [];

        public override ValueTask<string?> ReadLineAsync(CancellationToken cancellationToken)
        {
            AnsweredAtRead.Add(answered());
            return new ValueTask<string?>(_next < lines.Length ? lines[_next++] : null);
        }
    }
}
