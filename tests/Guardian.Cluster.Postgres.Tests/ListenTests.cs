using System.Text;
using Guardian.Cluster.Postgres.Tests.Support;

namespace Guardian.Cluster.Postgres.Tests;

public sealed class ListenTests
{
    [Fact]
    public async Task Each_kind_of_change_is_heard_by_those_whom_it_concerns()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        PostgresClusterStore other = scene.Store();
        using Listener one = new(store, "n1");
        using Listener two = new(store, "n2");
        (await one.NextAsync()).ShouldBe(ClusterSignal.Reconnected); // the line is up
        (await two.NextAsync()).ShouldBe(ClusterSignal.Reconnected);

        Guid session = await other.SessionAsync("n1");
        (await one.NextAsync()).ShouldBe(ClusterSignal.State);
        (await two.NextAsync()).ShouldBe(ClusterSignal.State);

        await other.RenewAsync(session); // is no change
        RemoteRequest request = Scene.Request("n1", from: "n2");
        await other.SendAsync(request, default);
        (await one.NextAsync()).ShouldBe(ClusterSignal.Inbox);

        await other.AnswerAsync(request.Id, 0, new RemoteAnswer(200, "", Encoding.UTF8.GetBytes("part")), false, default);
        (await two.NextAsync()).ShouldBe(ClusterSignal.Answer);
        await other.AnswerAsync(request.Id, 1, new RemoteAnswer(200, "", Encoding.UTF8.GetBytes("part")), true, default);
        (await two.NextAsync()).ShouldBe(ClusterSignal.Answer);

        await scene.Database.ExecuteAsync("SELECT pg_notify('guardian_events', '')"); // as the shared journal does
        (await one.NextAsync()).ShouldBe(ClusterSignal.Events);
        (await two.NextAsync()).ShouldBe(ClusterSignal.Events);
        (one.Waiting, two.Waiting).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Whoever_waits_for_an_answer_is_woken_when_the_request_is_given_up()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        await store.SessionAsync("n1");
        using Listener asker = new(store, "asker");
        (await asker.NextAsync()).ShouldBe(ClusterSignal.Reconnected);
        await store.SendAsync(Scene.Request("n1"), default);
        await scene.ExpireAsync("n1");
        await store.DownAsync("n1", default);
        await asker.UntilAsync(ClusterSignal.Answer);
    }

    [Fact]
    public async Task After_its_end_nothing_is_heard()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        using Listener stays = new(store, "n1");
        Listener ends = new(store, "n1");
        await stays.UntilAsync(ClusterSignal.Reconnected);
        await ends.UntilAsync(ClusterSignal.Reconnected);
        ends.Dispose();
        await store.SessionAsync("n1");
        await stays.UntilAsync(ClusterSignal.State);
        ends.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task A_line_that_was_ended_by_the_server_is_opened_again_and_that_is_told()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        using Listener listener = new(store, "n1");
        await listener.UntilAsync(ClusterSignal.Reconnected);

        await scene.Database.ExecuteAsync("""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'
            """);

        await listener.UntilAsync(ClusterSignal.Reconnected);
        await store.SessionAsync("n1");
        await listener.UntilAsync(ClusterSignal.State);
    }

    [Fact]
    public async Task A_quiet_line_stays_up_and_is_kept_without_a_transaction()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store(tuning: Scene.Tuning with { Ping = TimeSpan.FromSeconds(1) });
        using Listener listener = new(store, "n1");
        await listener.UntilAsync(ClusterSignal.Reconnected);
        object? begun = await scene.Database.QueryAsync("SELECT clock_timestamp()");

        // Pings change state_change, but not xact_start or query: three seconds hold several.
        await scene.UntilAsync($"clock_timestamp() > '{begun:O}'::timestamptz + interval '3 s'");

        (await scene.Database.QueryAsync("""
            SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%' AND backend_start < clock_timestamp() - interval '3 s'
            """)).ShouldBe(1L);
        listener.Waiting.ShouldBe(0);
    }
}
