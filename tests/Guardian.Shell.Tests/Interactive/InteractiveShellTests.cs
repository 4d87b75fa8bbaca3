using Guardian.Shell.Tests.Fakes;

namespace Guardian.Shell.Tests.Interactive;

public sealed class InteractiveShellTests : IAsyncLifetime
{
    private FakeNode _node = null!;

    public async Task InitializeAsync()
    {
        _node = await FakeNode.StartAsync();
        _node.Answer("GET /api/v1/node", """{"name":"n1"}""");
        _node.Answer("GET /api/v1/names", """["mailer","mapper","two words"]""");
    }

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Names_the_node_runs_lines_and_leaves_on_exit()
    {
        string output = await TypeAsync("node show\nexit\n");
        output.ShouldContain("n1 pbm> ");
        output.ShouldContain("\nname  n1\n");
    }

    [Fact]
    public async Task Completes_palettes_commands_and_names_of_the_node()
    {
        _node.Answer("GET /api/v1/workers/mailer", """{"name":"mailer","state":"healthy"}""");
        string output = await TypeAsync("wo\tsho\tmai\t\n\u0004");
        output.ShouldContain("worker show mailer ");
        output.ShouldContain("state  healthy");
        _node.Requests.ShouldContain("GET /api/v1/workers/mailer");
    }

    [Fact]
    public async Task Lists_candidates_when_there_are_several_and_remembers_names_for_a_moment()
    {
        string output = await TypeAsync("worker show m\t\t\t\u0003\u0004");
        output.ShouldContain("\n  mailer\n  mapper\n");
        _node.Requests.Count(request => request.EndsWith("/names", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Quotes_a_name_with_a_blank()
    {
        _node.Answer("GET /api/v1/workers/two%20words", "{}");
        await TypeAsync("worker show t\t\n\u0004");
        _node.Requests.ShouldContain("GET /api/v1/workers/two%20words");
    }

    [Fact]
    public async Task Goes_on_after_mistakes_and_refusals()
    {
        (string output, string error) = await TypeWithErrorsAsync("worker nothing\nworker show gone\nworker 'open\nnode show\n\u0004");
        error.ShouldContain("no command 'nothing'");
        error.ShouldContain("nothing at /api/v1/workers/gone");
        error.ShouldContain("a quote is not closed");
        output.ShouldContain("name  n1\n");
    }

    [Fact]
    public async Task Goes_on_after_the_connection_broke()
    {
        _node.Answer("GET /api/v1/workers/mailer", context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        (string output, string error) = await TypeWithErrorsAsync("worker show mailer\nnode show\n\u0004");
        error.ShouldContain("was lost");
        output.ShouldContain("name  n1\n");
    }

    [Fact]
    public async Task Keeps_history_over_shells_and_finds_it_by_keys()
    {
        await TypeAsync("node show\nhelp worker\nexit\n");
        _node.Requests.Clear();
        await TypeAsync("\u0010\u0010\u0010\n\u0012nod\n\u0004");
        _node.Requests.ShouldBe(["GET /api/v1/node", "GET /api/v1/node", "GET /api/v1/node"]);
    }

    [Fact]
    public async Task Ctrl_c_forgets_the_line_and_ctrl_l_clears_the_screen()
    {
        string output = await TypeAsync("worker stop mailer\u0003\f\u0004");
        output.ShouldContain("^C\n");
        output.ShouldContain("\e[H\e[2J");
        _node.Requests.ShouldBe(["GET /api/v1/node"]);
    }

    [Fact]
    public async Task Asks_again_what_the_node_offers_after_a_minute()
    {
        ManualTime time = new();
        FakeTerminal terminal = new();
        using Call call = new() { Terminal = terminal, Time = time };
        Task<int> running = call.StartAsync(_node.Address);
        await call.SeesAsync("pbm> ");
        _node.Answer("GET /api/v1/palettes", """[{"name":"extra","commands":[{"name":"go","method":"GET","path":"/api/v1/node","result":{"kind":"record"}}]}]""");
        time.Advance(TimeSpan.FromSeconds(61));
        terminal.Type("extra go\n\u0004");
        (await running.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
        _node.Requests.ShouldBe(["GET /api/v1/node", "GET /api/v1/node"]);
    }

    [Fact]
    public async Task A_command_in_the_shell_ends_on_ctrl_c_and_the_shell_goes_on()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _node.Answer("GET /api/v1/workers", async context =>
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        FakeTerminal terminal = new();
        using Call call = new() { Terminal = terminal };
        terminal.Type("worker list\n");
        Task<int> running = Task.Run(() => call.StartAsync(_node.Address));
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20));
        call.Interrupt();
        terminal.Type("node show\n\u0004");
        (await running.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
        call.Error.ToString().ShouldBe("pbm: interrupted\n");
    }

    private async Task<string> TypeAsync(string keys) => (await TypeWithErrorsAsync(keys)).Output;

    private async Task<(string Output, string Error)> TypeWithErrorsAsync(string keys)
    {
        FakeTerminal terminal = new();
        terminal.Type(keys);
        using Call call = new() { Terminal = terminal };
        call.Variables["NO_COLOR"] = "1";
        call.Variables["XDG_STATE_HOME"] = _node.Folder;
        (await call.StartAsync(_node.Address).WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
        return (call.Output, call.Error.ToString());
    }
}
