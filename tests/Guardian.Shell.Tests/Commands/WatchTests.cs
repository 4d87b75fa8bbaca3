using Guardian.Shell.Commands;
using Guardian.Shell.Tests.Fakes;

namespace Guardian.Shell.Tests.Commands;

public sealed class WatchTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private FakeNode _node = null!;

    public async Task InitializeAsync() => _node = await FakeNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Asks_at_its_interval_redraws_in_place_and_survives_a_refusal()
    {
        _node.Answer("GET /api/v1/workers", """[{"name":"first"}]""");
        using Call call = new() { Terminal = new FakeTerminal { Width = 100 }, Time = _time };
        call.Variables["NO_COLOR"] = "1";
        Task<int> running = call.StartAsync(_node.Address, "worker", "list", "--watch", "5s");
        await call.SeesAsync("first");
        call.Output.ShouldContain("worker list  every 5 s  12:00:00");

        _node.Answer("GET /api/v1/workers", """{"detail":"not now"}""", 503);
        await _time.PassAsync(TimeSpan.FromSeconds(5));
        await call.SeesAsync("not now");
        call.Output.ShouldContain("\e[3A\r");

        _node.Answer("GET /api/v1/workers", """[{"name":"third"}]""");
        await _time.PassAsync(TimeSpan.FromSeconds(5));
        await call.SeesAsync("third ");
        call.Interrupt();
        (await running.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
        call.Output.ShouldEndWith("\e[?25h");
        _node.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Says_in_place_which_nodes_are_missing()
    {
        _node.Answer("GET /api/v1/workers", async context =>
        {
            context.Response.Headers["X-Guardian-Unreachable"] = "n2";
            await context.Response.Body.WriteAsync("""[{"name":"first"}]"""u8.ToArray());
        });
        using Call call = new() { Terminal = new FakeTerminal { Width = 100 }, Time = _time };
        call.Variables["NO_COLOR"] = "1";
        Task<int> running = call.StartAsync(_node.Address, "worker", "list", "--watch", "5s");

        await call.SeesAsync("first");

        call.Output.ShouldContain("warning: n2 could not be asked");
        call.Interrupt();
        (await running.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
        call.Error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Ends_with_its_failure_when_the_first_answer_is_one()
    {
        using Call call = new() { Terminal = new FakeTerminal() };
        (await call.StartAsync(_node.Address, "worker", "list", "--watch")).ShouldBe(1);
        call.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0, "a\e[K\nbbbb\e[K\n\e[J", 2)]
    [InlineData(3, "\e[3A\ra\e[K\nbbbb\e[K\n\e[J", 2)]
    public void Lays_lines_over_the_old_ones(int drawn, string text, int lines) => Watch.Layout("a\nbbbb\n", drawn, 80, 24).ShouldBe((text, lines));

    [Fact]
    public void Cuts_what_does_not_fit_the_screen()
    {
        (string text, int lines) = Watch.Layout("1\n2\n3\n4\n5 is long\n", 0, 5, 5);
        (text, lines).ShouldBe(("1\e[K\n2\e[K\n3\e[K\n(2 m\e[K\n\e[J", 4));
    }
}
