using Guardian.Shell.Tests.Fakes;
using Microsoft.AspNetCore.Http;

namespace Guardian.Shell.Tests.Commands;

public sealed class FollowTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FakeNode _node = null!;

    public async Task InitializeAsync() => _node = await FakeNode.StartAsync();

    public async Task DisposeAsync() => await _node.DisposeAsync();

    [Fact]
    public async Task Lines_are_shown_as_they_come_until_ctrl_c()
    {
        Stream("GET /api/v1/workers/a/logs?follow=true", "text/plain", "first\nsec", "ond\n");
        using Call call = new();
        Task<int> running = call.StartAsync(_node.Address, "worker", "logs", "a", "--follow");
        await call.SeesAsync("first\n");
        call.Output.ShouldBe("first\n");
        _go.SetResult();
        await call.SeesAsync("second\n");
        call.Interrupt();
        (await running.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
        call.Error.ToString().ShouldBeEmpty();
    }

    [Fact]
    public async Task Events_are_shown_by_their_columns_and_json_leaves_them_alone()
    {
        string[] parts = ["data: {\"at\":\"2026-03-01T11:57:00Z\",\"text\":\"disk\"}\n", "\n: beat\n\n"];
        _go.SetResult();
        foreach ((string option, string shown) in ((string, string)[])[("--", "3 m ago  disk\n"), ("--json", string.Concat(parts))])
        {
            Stream("GET /api/v1/alerts/tail", "text/event-stream", parts);
            using Call call = new() { Time = new ManualTime() };
            Task<int> running = call.StartAsync(_node.Address, "alert", "tail", option);
            await call.SeesAsync(shown);
            call.Interrupt();
            (await running.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(0);
            call.Output.ShouldBe(shown);
        }
    }

    [Fact]
    public async Task A_lost_connection_exits_3()
    {
        _node.Answer("GET /api/v1/alerts/tail", async context =>
        {
            await context.Response.WriteAsync("one\n");
            await context.Response.Body.FlushAsync();
            await _go.Task;
            context.Abort();
        });
        using Call call = new();
        Task<int> running = call.StartAsync(_node.Address, "alert", "tail");
        await call.SeesAsync("one\n");
        _go.SetResult();
        (await running.WaitAsync(TimeSpan.FromSeconds(20))).ShouldBe(3);
        call.Error.ToString().ShouldContain("was lost");
    }

    [Fact]
    public async Task An_answer_that_the_node_ends_is_done_and_its_last_line_is_shown()
    {
        _node.Answer("GET /api/v1/alerts/tail", "one\ntwo", type: "text/plain");
        (await Call.RunAsync(_node, "alert", "tail")).ShouldBe((0, "one\ntwo\n", ""));
    }

    [Fact]
    public async Task A_refusal_exits_1() => (await Call.RunAsync(_node, "worker", "logs", "a", "--follow")).Code.ShouldBe(1);

    private void Stream(string request, string type, params string[] parts) => _node.Answer(request, async context =>
    {
        context.Response.ContentType = type;
        await context.Response.WriteAsync(parts[0]);
        await context.Response.Body.FlushAsync();
        await _go.Task;
        await context.Response.WriteAsync(parts[1]);
        await context.Response.Body.FlushAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
    });
}
