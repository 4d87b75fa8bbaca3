using System.Net;
using System.Net.Sockets;
using System.Text;
using Guardian.Shell.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Guardian.Shell.Tests;

public sealed class PbmProgramTests : IAsyncLifetime
{
    private FakeNode _node = null!;

    public async Task InitializeAsync() => _node = await FakeNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Prints_a_table()
    {
        _node.Answer("GET /api/v1/workers", """[{"name":"mailer","state":"healthy","instances":[{"pid":5}]}]""");
        (int code, string output, string error) = await Call.RunAsync(_node, "worker", "list");
        (code, error).ShouldBe((0, ""));
        output.ShouldBe("Name    State    Inst  Pids  Memory  CPU  Up  Failed  Critical\nmailer  healthy     1  5     -       -    -   -\n");
    }

    [Fact]
    public async Task Json_is_the_answer_byte_by_byte()
    {
        byte[] answer = [.. Encoding.UTF8.GetBytes("{ \"a\" :\t1.50,\r\n\"b\":\"\\u00e9é\" }\n\n "), 0xFF, 0x00];
        _node.Answer("GET /api/v1/workers", context => context.Response.Body.WriteAsync(answer).AsTask());
        using Call call = new();
        (await call.StartAsync(_node.Address, "worker", "list", "--json")).ShouldBe(0);
        call.OutputBytes.ShouldBe(answer);
        call.Error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Sends_what_the_palette_says()
    {
        _node.Answer("POST /api/v1/workers/a%20b/scale", """{"message":"a b scales to 3"}""");
        (int code, string output, _) = await Call.RunAsync(_node, "worker", "scale", "a b", "3", "--drain");
        (code, output).ShouldBe((0, "a b scales to 3\n"));
        _node.Requests.ShouldBe(["""POST /api/v1/workers/a%20b/scale {"count":3,"drain":true}"""]);
    }

    [Fact]
    public async Task A_refusal_is_told_in_the_nodes_words_and_exits_1()
    {
        _node.Answer("GET /api/v1/workers/nobody", """{"title":"Not found","detail":"no worker 'nobody'","status":404}""", 404, "application/problem+json");
        foreach (string[] words in (string[][])[["worker", "show", "nobody"], ["worker", "show", "nobody", "--json"]])
        {
            (await Call.RunAsync(_node, words)).ShouldBe((1, "", "pbm: no worker 'nobody'\n"));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nodes_that_are_missing_in_an_answer_are_named_on_standard_error_and_the_answer_is_untouched(bool json)
    {
        _node.Answer("GET /api/v1/workers", async context =>
        {
            context.Response.Headers["X-Guardian-Unreachable"] = "n2, n3";
            await context.Response.WriteAsync("[]");
        });

        (int code, string output, string error) = await Call.RunAsync(_node, ["worker", "list", .. json ? new[] { "--json" } : []]);

        (code, error).ShouldBe((0, "pbm: warning: n2, n3 could not be asked; what is there is missing here\n"));
        output.ShouldBe(json ? "[]" : "Name  State  Inst  Pids  Memory  CPU  Up  Failed  Critical\n");
    }

    [Theory]
    [InlineData("cluster show", 1, "pbm: this node is alone: do this\n")]
    [InlineData("--json cluster", 1, "pbm: this node is alone: do this\n")]
    [InlineData("clustr show", 2, null)]
    [InlineData("worker cluster", 2, null)]
    public async Task A_palette_that_the_node_knows_and_does_not_have_is_refused_with_the_nodes_reason(string line, int code, string? error)
    {
        _node.Answer("GET /api/v1/palettes", async context =>
        {
            context.Response.Headers["X-Guardian-Absent"] = "cluster: this node is alone: do this";
            await context.Response.WriteAsync(SamplePalettes.Json);
        });

        (int Code, string Output, string Error) ended = await Call.RunAsync(_node, line.Split(' '));

        (ended.Code, ended.Output).ShouldBe((code, ""));
        ended.Error.ShouldBe(error ?? ended.Error);
        ended.Error.Contains("alone", StringComparison.Ordinal).ShouldBe(error is not null);
    }

    [Theory]
    [InlineData("ann", null, "pbm/ann")]
    [InlineData("root", "ann", "pbm/ann")]
    [InlineData("a b", null, "")]
    [InlineData(null, null, "")]
    public async Task The_persons_name_goes_along(string? user, string? behindSudo, string sent)
    {
        string? by = null;
        _node.Answer("GET /api/v1/node", context =>
        {
            by = context.Request.Headers["X-Guardian-By"].ToString();
            return context.Response.WriteAsync("{}");
        });
        using Call call = new();
        foreach ((string name, string? value) in new[] { ("USER", user), ("SUDO_USER", behindSudo) })
        {
            if (value is not null)
            {
                call.Variables[name] = value;
            }
        }

        (await call.StartAsync(_node.Address, "node", "show")).ShouldBe(0);
        by.ShouldBe(sent);
    }

    [Theory]
    [InlineData("worker lits", "did you mean 'list'?")]
    [InlineData("worker list --sate dead", "did you mean '--state'?")]
    [InlineData("worker show", "usage: pbm worker show NAME")]
    [InlineData("nothing", "known: worker, alert, actor, node")]
    [InlineData("worker list --watch", "needs a terminal")]
    [InlineData("worker stop a", "--yes")]
    public async Task Misuse_exits_2_and_sends_nothing(string line, string words)
    {
        (int code, string output, string error) = await Call.RunAsync(_node, line.Split(' '));
        (code, output).ShouldBe((2, ""));
        error.ShouldContain(words);
        _node.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("worker list")]
    [InlineData("worker no-such-command")]
    [InlineData("help")]
    [InlineData("")]
    public async Task No_node_exits_3_whatever_was_asked(string line)
    {
        using Call call = new();
        (await call.StartAsync([$"unix:{_node.Folder}/nowhere", .. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)])).ShouldBe(3);
        call.Error.ToString().ShouldContain($"unix:{_node.Folder}/nowhere");
        call.Error.ToString().ShouldContain("is the node started");
        call.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_socket_that_a_dead_node_left_is_told_from_none()
    {
        string path = Path.Combine(_node.Folder, "left");
        using (Socket left = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            left.Bind(new UnixDomainSocketEndPoint(path));
            using Call call = new();
            (await call.StartAsync($"unix:{path}", "worker", "list")).ShouldBe(3);
            call.Error.ToString().ShouldContain("nothing listens on it");
        }
    }

    [Theory]
    [InlineData("--help", "usage: pbm [ADDRESS] PALETTE COMMAND")]
    [InlineData("-h", "Exit codes: 0 done, 1 refused or failed, 2 usage, 3 node not reachable")]
    [InlineData("--version", "pbm 0.")]
    public async Task Help_and_version_need_no_node(string word, string text)
    {
        using Call call = new();
        call.Variables["GUARDIAN_NODE"] = "unix:/nowhere";
        (await call.StartAsync(word)).ShouldBe(0);
        call.Output.ShouldContain(text);
    }

    [Fact]
    public async Task The_variable_names_the_node_when_no_argument_does()
    {
        _node.Answer("GET /api/v1/node", """{"name":"n1"}""");
        using Call call = new();
        call.Variables["GUARDIAN_NODE"] = _node.Address;
        (await call.StartAsync("node", "show")).ShouldBe(0);
        call.Output.ShouldBe("name  n1\n");
    }

    [Fact]
    public async Task A_variable_that_is_no_address_is_misuse()
    {
        using Call call = new();
        call.Variables["GUARDIAN_NODE"] = "somewhere";
        (await call.StartAsync("node", "show")).ShouldBe(2);
        call.Error.ToString().ShouldContain("GUARDIAN_NODE: 'somewhere'");
    }

    [Fact]
    public async Task Without_any_address_the_socket_in_the_data_folder_is_meant()
    {
        using Call call = new();
        (await call.StartAsync("node", "show")).ShouldBe(3);
        call.Error.ToString().ShouldContain("unix:./data/guardian.sock");
    }

    [Fact]
    public async Task The_token_goes_over_tcp_and_not_over_the_socket()
    {
        await using FakeNode tcp = await FakeNode.StartAsync(tcp: true);
        foreach (FakeNode node in (FakeNode[])[tcp, _node])
        {
            node.Answer("GET /api/v1/node", "{}");
            using Call call = new();
            call.Variables["GUARDIAN_TOKEN"] = "secret";
            (await call.StartAsync(node.Address, "node", "show")).ShouldBe(0);
        }

        tcp.Tokens.ShouldAllBe(token => token == "Bearer secret");
        _node.Tokens.ShouldAllBe(token => token == "");
    }

    [Fact]
    public async Task A_missing_token_is_named()
    {
        await using FakeNode tcp = await FakeNode.StartAsync(tcp: true);
        tcp.Answer("GET /api/v1/palettes", """{"detail":"a token is needed"}""", 401);
        (int code, _, string error) = await Call.RunAsync(tcp, "node", "show");
        (code, error).ShouldBe((1, "pbm: a token is needed (GUARDIAN_TOKEN is not set)\n"));
    }

    [Theory]
    [InlineData("<html>", 200)]
    [InlineData("{}", 200)]
    [InlineData("", 404)]
    public async Task What_is_no_guardian_node_is_not_reachable(string body, int status)
    {
        _node.Answer("GET /api/v1/palettes", body, status);
        (int code, _, string error) = await Call.RunAsync(_node, "node", "show");
        code.ShouldBe(3);
        error.ShouldContain("not as a Guardian node");
    }

    [Fact]
    public async Task A_connection_lost_in_the_middle_of_an_answer_prints_nothing_and_exits_3()
    {
        _node.Answer("POST /api/v1/workers/a/scale", async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        (int code, string output, string error) = await Call.RunAsync(_node, "worker", "scale", "a", "3", "--json");
        (code, output).ShouldBe((3, ""));
        error.ShouldContain("whether the command was carried out is not known");
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_not_waited_for_without_end()
    {
        ManualTime time = new();
        TaskCompletionSource asked = new(), never = new();
        _node.Answer("GET /api/v1/node", async context =>
        {
            asked.TrySetResult();
            await never.Task.WaitAsync(context.RequestAborted);
        });
        using Call call = new() { Time = time };
        Task<int> running = call.StartAsync(_node.Address, "node", "show");
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await time.PassAsync(TimeSpan.FromSeconds(300));
        (await running.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(3);
        call.Error.ToString().ShouldContain("does not answer (waited 300 s)");
    }

    [Fact]
    public async Task An_answer_that_is_not_what_the_palette_says_is_a_failure()
    {
        _node.Answer("GET /api/v1/node", "{oops");
        (int code, string output, string error) = await Call.RunAsync(_node, "node", "show");
        (code, output).ShouldBe((1, ""));
        error.ShouldContain("--json shows it");
    }

    [Fact]
    public async Task A_reader_that_has_seen_enough_is_no_failure_but_a_full_disk_is()
    {
        _node.Answer("GET /api/v1/node", "{}");
        foreach ((int number, int code) in ((int, int)[])[(32, 0), (28, 1)])
        {
            using Call call = new() { WriteFails = new IOException("no space left", number) };
            (await call.StartAsync(_node.Address, "node", "show", "--json")).ShouldBe(code);
        }
    }

    [Fact]
    public async Task A_script_runs_line_by_line_and_stops_at_the_first_failure()
    {
        _node.Answer("GET /api/v1/node", """{"name":"n1"}""");
        using Call call = new() { Input = "# a comment\n\nnode show\nworker show 'no body'\nnode show\n" };
        (await call.StartAsync(_node.Address)).ShouldBe(1);
        call.Output.ShouldBe("name  n1\n");
        call.Error.ToString().ShouldContain("stopped at line 4: worker show 'no body'");
    }

    [Theory]
    [InlineData("node show\nexit\nworker show x\n", 0)]
    [InlineData("node 'show\n", 2)]
    [InlineData("", 0)]
    public async Task A_script_ends_with_the_code_of_its_last_command(string script, int code)
    {
        _node.Answer("GET /api/v1/node", "{}");
        using Call call = new() { Input = script };
        (await call.StartAsync(_node.Address)).ShouldBe(code);
    }

    [Theory]
    [InlineData("y", 0, 1)]
    [InlineData("n", 1, 0)]
    [InlineData("\n", 1, 0)]
    [InlineData("\u0003", 1, 0)]
    public async Task Asks_on_a_terminal_before_what_is_hard_to_undo(string key, int code, int requests)
    {
        _node.Answer("POST /api/v1/workers/mailer/stop", """{"message":"stopped"}""");
        FakeTerminal terminal = new();
        terminal.Type(key);
        using Call call = new() { Terminal = terminal };
        (await call.StartAsync(_node.Address, "worker", "stop", "mailer")).ShouldBe(code);
        call.Output.ShouldContain("Stop mailer on this node? [y/N] ");
        _node.Requests.Count.ShouldBe(requests);
        terminal.InterruptIsKey.ShouldBeFalse();
    }

    [Fact]
    public async Task Yes_answers_the_question()
    {
        _node.Answer("POST /api/v1/workers/mailer/stop", """{"message":"stopped"}""");
        (await Call.RunAsync(_node, "worker", "stop", "mailer", "--yes")).ShouldBe((0, "stopped\n", ""));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("1", false)]
    public async Task Colours_only_on_a_terminal_that_may_have_them(string? noColor, bool colours)
    {
        _node.Answer("GET /api/v1/workers", """[{"name":"a","state":"dead"}]""");
        using Call call = new() { Terminal = new FakeTerminal() };
        if (noColor is not null)
        {
            call.Variables["NO_COLOR"] = noColor;
        }

        (await call.StartAsync(_node.Address, "worker", "list")).ShouldBe(0);
        call.Output.Contains('\e', StringComparison.Ordinal).ShouldBe(colours);
    }

    [Fact]
    public async Task Text_reaches_a_pipe_unchanged_and_a_terminal_without_its_controls()
    {
        _node.Answer("GET /api/v1/workers/a/logs", "one\e[2J\ntwo\n", type: "text/plain");
        (await Call.RunAsync(_node, "worker", "logs", "a")).Output.ShouldBe("one\e[2J\ntwo\n");
        using Call call = new() { Terminal = new FakeTerminal() };
        await call.StartAsync(_node.Address, "worker", "logs", "a");
        call.Output.ShouldBe("one\uFFFD[2J\ntwo\n");
    }

    [Fact]
    public async Task A_port_on_which_nobody_listens_is_not_reachable()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        using Call call = new();
        (await call.StartAsync($"127.0.0.1:{port}", "node", "show")).ShouldBe(3);
        call.Error.ToString().ShouldContain("nothing listens there");
    }
}
