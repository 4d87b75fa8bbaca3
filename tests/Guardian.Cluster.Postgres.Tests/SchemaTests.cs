using Guardian.Cluster.Postgres.Tests.Support;

namespace Guardian.Cluster.Postgres.Tests;

public sealed class SchemaTests
{
    private static ClusterMigration Next(int needs) => new(
        ClusterSteps.All[^1].Version + 1,
        "more",
        needs,
        "ALTER TABLE guardian.members ADD COLUMN IF NOT EXISTS more text; ALTER TABLE guardian.sessions ADD COLUMN IF NOT EXISTS more int DEFAULT 7");

    [Fact]
    public async Task Ten_nodes_that_start_at_once_on_an_empty_database_make_one_schema()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore[] stores = [.. Enumerable.Range(0, 10).Select(_ => scene.Store())];

        await Task.WhenAll(stores.Select((store, index) => store.SessionAsync($"n{index}")));

        (await stores[0].ReadAsync()).Live.Count().ShouldBe(10);
        (await scene.Database.QueryAsync("SELECT string_agg(version || ' ' || needs, ',') FROM guardian.cluster_versions")).ShouldBe("1 1");
    }

    [Fact]
    public async Task Every_step_may_run_again_without_harm()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        LeaseGrant grant = (await store.AcquireAsync(session, "job/a")).ShouldNotBeNull();
        await scene.Database.ExecuteAsync("DELETE FROM guardian.cluster_versions");

        PostgresClusterStore again = scene.Store();

        (await again.AcquireAsync(session, "job/a")).ShouldBe(grant);
        (await scene.Database.QueryAsync("SELECT max(version) FROM guardian.cluster_versions")).ShouldBe(ClusterSteps.All[^1].Version);
        (await store.RenewAsync(session)).ShouldNotBeNull();
    }

    [Fact]
    public void Steps_are_numbered_without_gaps_and_need_no_more_than_themselves()
    {
        ClusterSteps.All.Select(step => step.Version).ShouldBe(Enumerable.Range(1, ClusterSteps.All.Count));
        ClusterSteps.All.ShouldAllBe(step => step.Needs >= 1 && step.Needs <= step.Version);
    }

    [Fact]
    public async Task A_program_goes_on_with_a_newer_schema_that_is_fit_for_it()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore running = scene.Store();
        Guid one = await running.SessionAsync("n1");
        PostgresClusterStore newer = scene.Store(steps: [.. ClusterSteps.All, Next(needs: 1)]);
        Guid two = await newer.SessionAsync("n2");
        PostgresClusterStore older = scene.Store();
        Guid three = await older.SessionAsync("n3");

        foreach ((PostgresClusterStore store, Guid session) in new[] { (running, one), (newer, two), (older, three) })
        {
            Renewal renewal = (await store.RenewAsync(session)).ShouldNotBeNull();
            renewal.View.ShouldNotBeNull().Live.Count().ShouldBe(3);
            await store.ReleaseAsync(session, (await store.AcquireAsync(session, "job/a")).ShouldNotBeNull());
        }
    }

    [Fact]
    public async Task A_program_refuses_a_newer_schema_that_is_not_fit_for_it_also_while_it_runs()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore running = scene.Store();
        Guid session = await running.SessionAsync("n1");
        PostgresClusterStore newer = scene.Store(steps: [.. ClusterSteps.All, Next(needs: 2)]);
        await newer.SessionAsync("n2");

        ClusterUnavailableException refused = await Should.ThrowAsync<ClusterUnavailableException>(() => scene.Store().SessionAsync("n3"));
        refused.Message.ShouldContain("upgrade this node");
        refused.Message.ShouldContain("needs 2");
        (await Should.ThrowAsync<ClusterUnavailableException>(() => running.RenewAsync(session))).Message.ShouldContain("upgrade this node");
    }

    [Fact]
    public async Task A_schema_that_was_dropped_is_made_anew_with_the_next_connection()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        await store.SessionAsync("n1");
        await scene.Database.ExecuteAsync("DROP SCHEMA guardian CASCADE");

        (await Should.ThrowAsync<ClusterUnavailableException>(() => store.ReadAsync())).Message.ShouldContain("schema guardian");
        await scene.Database.ExecuteAsync(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        (await store.ReadAsync()).Members.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_role_without_rights_is_told_what_to_run_and_with_that_it_works()
    {
        await using Scene scene = await Scene.CreateAsync();
        string role = $"role_{scene.Database.Name}";
        await scene.Database.ExecuteAsync($"CREATE ROLE {role} LOGIN PASSWORD 'secret-of-role'");
        string connection = new Npgsql.NpgsqlConnectionStringBuilder(scene.Database.ConnectionString) { Username = role, Password = "secret-of-role" }.ToString();

        ClusterUnavailableException refused = await Should.ThrowAsync<ClusterUnavailableException>(() => scene.Store(connection).ReadAsync());
        refused.ToString().ShouldNotContain("secret-of-role");
        string statement = refused.Message[refused.Message.IndexOf("CREATE SCHEMA", StringComparison.Ordinal)..];
        await scene.Database.ExecuteAsync(statement[..statement.IndexOf(',', StringComparison.Ordinal)]);

        Guid session = await scene.Store(connection).SessionAsync("n1");
        (await scene.Store(connection).AcquireAsync(session, "job/a")).ShouldNotBeNull();
        (await Should.ThrowAsync<ClusterUnavailableException>(async () =>
        {
            await scene.Database.ExecuteAsync($"CREATE ROLE {role}_2 LOGIN PASSWORD 'x'");
            await scene.Store(new Npgsql.NpgsqlConnectionStringBuilder(connection) { Username = $"{role}_2", Password = "x" }.ToString()).ReadAsync();
        })).Message.ShouldContain("lacks a right");
    }

    [Fact]
    public async Task A_step_that_takes_longer_than_a_call_is_finished_aside()
    {
        await using Scene scene = await Scene.CreateAsync();
        await scene.Store().ReadAsync();
        ClusterMigration slow = Next(needs: 1) with { Sql = "SELECT pg_sleep(2)" };
        ClusterTuning hasty = Scene.Tuning with { CallTimeout = TimeSpan.FromMilliseconds(500) };

        PostgresClusterStore store = scene.Store(tuning: hasty, steps: [.. ClusterSteps.All, slow]);
        await Should.ThrowAsync<ClusterUnavailableException>(() => store.ReadAsync());

        await scene.UntilAsync("(SELECT max(version) FROM guardian.cluster_versions) = 2");
    }
}
