using System.CommandLine;
using Guardian.Node.Commands.Backtest;
using Guardian.Node.Tests.Support;

namespace Guardian.Node.Tests.Commands;

/// <summary><c>guardian backtest patterns</c>, by its text.</summary>
public sealed class BacktestPatternsTests : IDisposable
{
    private const string Log = """
        2031-05-04 12:00:01 INFO shop: basket 17 holds 3 lines
        2031-05-04 12:00:02 INFO shop: basket 18 holds 4 lines
        2031-05-04 12:00:03 WARN say "no", twice
        """;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Csv_has_one_row_for_each_line_with_its_quotes_doubled()
    {
        (int code, string output, _) = await RunAsync("", "patterns", _directory.Write("shop.log", Log), "--csv");

        code.ShouldBe(0);
        output.ShouldBe("""
            LineId,EventId,EventTemplate
            1,E1,"shop: basket <*> holds <*> lines"
            2,E1,"shop: basket <*> holds <*> lines"
            3,E2,"say ""<*>"", twice"

            """);
    }

    [Fact]
    public async Task With_content_the_line_is_the_message()
    {
        (_, string output, _) = await RunAsync("INFO: ready\n", "patterns", "-", "--content", "--csv");

        output.ShouldBe("LineId,EventId,EventTemplate\n1,E1,\"INFO: ready\"\n");
    }

    [Fact]
    public async Task The_id_of_a_line_is_that_of_its_template_at_the_end()
    {
        string[] fruits = ["apples", "pears", "plums", "cherries", "quinces", "grapes", "figs", "melons"];
        (_, string output, _) = await RunAsync(string.Concat(fruits.Select(fruit => $"basket holds {fruit} today\n")), "patterns", "-", "--csv");

        output.Split('\n')[1..^1].ShouldBe(Enumerable.Range(1, 8).Select(line => $"{line},E1,\"basket holds <*> today\""));
    }

    [Fact]
    public async Task The_table_begins_with_the_most_frequent()
    {
        (_, string output, _) = await RunAsync("stop\n" + "go\ngo\ngo\n", "patterns", "-");

        output.ShouldBe("""
            lines: 4, templates: 2
                COUNT   SHARE  TEMPLATE
                    3   75.0%  go
                    1   25.0%  stop

            """);
    }

    [Fact]
    public async Task An_empty_log_has_no_templates()
    {
        (int code, string output, _) = await RunAsync("", "patterns", "-");

        code.ShouldBe(0);
        output.ShouldStartWith("lines: 0, templates: 0\n");
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named()
    {
        string missing = _directory.File("missing.log");
        (int code, string output, string errors) = await RunAsync("", "patterns", missing);

        code.ShouldBe(1);
        output.ShouldBeEmpty();
        errors.ShouldContain(missing);
        (await RunAsync("", "patterns", _directory.Path)).Code.ShouldBe(1);
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(string input, params string[] args)
    {
        using StringReader reader = new(input);
        using StringWriter output = new();
        using StringWriter errors = new();
        int code = await BacktestCommand.Create(reader).Parse(args).InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return (code, output.ToString(), errors.ToString());
    }
}
