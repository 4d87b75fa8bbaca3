using Guardian.Node.Tests.Support;

namespace Guardian.Node.Tests.Commands;

/// <summary>Exit codes of the command line; scripts and service managers depend on them.</summary>
public sealed class ExitCodeTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("--frobnicate")]
    [InlineData("start", "--frobnicate")]
    [InlineData("start", "--interval")]
    [InlineData("start", "surplus")]
    [InlineData("stop", "--timeout", "soon")]
    [InlineData("status", "--json", "surplus")]
    [InlineData("validate", "one.conf", "two.conf")]
    [InlineData("config")]
    [InlineData("config", "frobnicate")]
    [InlineData("backtest")]
    [InlineData("backtest", "frobnicate")]
    [InlineData("backtest", "patterns")]
    [InlineData("backtest", "patterns", "one.log", "two.log")]
    [InlineData("guard")]
    [InlineData("guard", "--frobnicate", "1")]
    [InlineData("guard", "--node", "soon", "--start", "1", "--mark", "m", "--socket", "s")]
    public async Task A_wrong_command_line_is_2(params string[] args) => (await Program.Main(args)).ShouldBe(2);

    [Theory]
    [InlineData("--help")]
    [InlineData("--version")]
    [InlineData("start", "--help")]
    public async Task A_question_is_0(params string[] args) => (await Program.Main(args)).ShouldBe(0);

    [Fact]
    public async Task A_configuration_without_problem_is_0_and_one_with_problems_1()
    {
        string good = _directory.Write("good.conf", "guardian.workers.mailer { command = [\"/bin/sleep\", \"1\"] }");
        string bad = _directory.Write("bad.conf", "guardian.workers.mailer { comand = [\"/bin/sleep\", \"1\"] }");

        (await Program.Main(["validate", good])).ShouldBe(0);
        (await Program.Main(["validate", bad])).ShouldBe(1);
        (await Program.Main(["validate", _directory.File("missing.conf")])).ShouldBe(1);
        (await Program.Main(["config", "show", good])).ShouldBe(0);
        (await Program.Main(["config", "show", _directory.File("missing.conf")])).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_cannot_start_is_1()
    {
        string good = _directory.Write("good.conf", "guardian.workers { }");
        string file = _directory.Write("file", string.Empty);

        (await Program.Main(["start", "--config", _directory.File("missing.conf")])).ShouldBe(1);
        (await Program.Main(["start", "--config", good, "--data", _directory.Path, "--interval", "soon"])).ShouldBe(1);
        (await Program.Main(["start", "--config", good, "--data", file])).ShouldBe(1);
        (await Program.Main(["start", "--config", good, "--data", _directory.File(new string('x', 120))])).ShouldBe(1);
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_3()
    {
        (await Program.Main(["status", "--data", _directory.Path])).ShouldBe(3);
        (await Program.Main(["stop", "--data", _directory.Path])).ShouldBe(3);
    }
}
