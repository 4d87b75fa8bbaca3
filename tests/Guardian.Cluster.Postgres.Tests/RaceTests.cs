using Guardian.Cluster.Postgres.Tests.Support;
using Npgsql;

namespace Guardian.Cluster.Postgres.Tests;

/// <summary>Orders of renewal and takeover that chance would bring about once in a year, brought about on purpose.</summary>
public sealed class RaceTests
{
    private const string Key = "worker/mailer/0";

    /// <summary>Until the holder's lease ends, when a test has to let it end while something waits.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(300);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_takeover_waits_for_a_renewal_whose_commit_is_delayed_past_the_end_of_the_lease(bool commits)
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid holder = await store.SessionAsync("n1");
        Guid heir = await store.SessionAsync("n2");
        LeaseGrant held = (await store.AcquireAsync(holder, Key)).ShouldNotBeNull();
        NpgsqlConnection slow = await scene.HandAsync();
        await scene.ExpireAsync("n1", s_soon);
        await using NpgsqlTransaction renewal = await slow.BeginTransactionAsync();
        await RenewOnAsync(slow, holder, renewed: true);

        // The lease that was committed ends; the one that was not yet committed does not.
        await scene.UntilAsync("(SELECT expires_at < clock_timestamp() FROM guardian.sessions WHERE name = 'n1')");
        Task<LeaseGrant?> takeover = store.AcquireAsync(heir, Key);
        await scene.UntilBlockedAsync();
        takeover.IsCompleted.ShouldBeFalse();

        if (commits)
        {
            await renewal.CommitAsync();
            (await takeover).ShouldBeNull();
            (await store.RenewAsync(holder)).ShouldNotBeNull();
            (await store.AcquireAsync(holder, Key)).ShouldBe(held);
        }
        else
        {
            await renewal.RollbackAsync();
            (await takeover).ShouldNotBeNull().Token.ShouldBeGreaterThan(held.Token);
            (await store.RenewAsync(holder)).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_renewal_that_waits_for_a_takeover_renews_nothing_whether_that_commits_or_not(bool commits)
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid holder = await store.SessionAsync("n1");
        Guid heir = await store.SessionAsync("n2");
        await store.AcquireAsync(holder, Key);
        NpgsqlConnection slow = await scene.HandAsync();
        await scene.ExpireAsync("n1");
        await using NpgsqlTransaction takeover = await slow.BeginTransactionAsync();
        (await new ClusterCommand(ClusterSql.Acquire).With(heir).With(Key).With((long?)null).ValueAsync(slow)).ShouldBeOfType<long>();

        Task<Renewal?> renewal = store.RenewAsync(holder);
        await scene.UntilBlockedAsync();
        await (commits ? takeover.CommitAsync() : takeover.RollbackAsync());

        (await renewal).ShouldBeNull();
        (await store.RenewAsync(holder)).ShouldBeNull();
    }

    [Fact]
    public async Task A_renewal_that_waited_for_its_row_until_its_lease_had_ended_renews_nothing()
    {
        // Whoever held the row has changed nothing, so the row is not read again by the server: only a clock that is read after the wait tells.
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid holder = await store.SessionAsync("n1");
        NpgsqlConnection hand = await scene.HandAsync();
        await scene.ExpireAsync("n1", s_soon);
        await using NpgsqlTransaction sitting = await hand.BeginTransactionAsync();
        await using (NpgsqlCommand sit = new("SELECT 1 FROM guardian.sessions WHERE name = 'n1' FOR UPDATE", hand))
        {
            await sit.ExecuteNonQueryAsync();
        }

        Task<Renewal?> renewal = store.RenewAsync(holder);
        await scene.UntilBlockedAsync();
        await scene.UntilAsync("(SELECT expires_at < clock_timestamp() FROM guardian.sessions WHERE name = 'n1')");
        await sitting.RollbackAsync();

        (await renewal).ShouldBeNull();
        (await store.RenewAsync(holder)).ShouldBeNull();
    }

    [Fact]
    public async Task A_renewal_that_commits_late_does_not_bring_back_a_membership_that_was_replaced()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid home = Guid.NewGuid();
        Guid first = await store.SessionAsync("n1", home);
        NpgsqlConnection slow = await scene.HandAsync();
        await using NpgsqlTransaction renewal = await slow.BeginTransactionAsync();
        await RenewOnAsync(slow, first, renewed: true);

        Task<JoinResult> joining = store.JoinAsync(Scene.Card("n1", home), default);
        await scene.UntilBlockedAsync();
        await renewal.CommitAsync();

        Guid second = (await joining).ShouldBeOfType<JoinResult.Joined>().Session;
        (await store.RenewAsync(first)).ShouldBeNull();
        (await store.RenewAsync(second)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_renewal_that_waits_for_a_join_of_the_same_node_renews_nothing()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        NodeCard card = Scene.Card("n1");
        Guid first = (await store.JoinedAsync(card)).Session;
        NpgsqlConnection slow = await scene.HandAsync();
        await using NpgsqlTransaction joining = await slow.BeginTransactionAsync();
        await new ClusterCommand(ClusterSql.Join)
            .With(long.MaxValue).With(Guid.NewGuid()).With("n1").With(card.Home).With("1").With("[]").With("host").With(card.Lease).With("{}")
            .ValueAsync(slow);

        Task<Renewal?> renewal = store.RenewAsync(first);
        await scene.UntilBlockedAsync();
        await joining.CommitAsync();

        (await renewal).ShouldBeNull();
    }

    [Fact]
    public async Task A_grant_that_waits_for_the_end_of_its_own_membership_is_not_given()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        NpgsqlConnection slow = await scene.HandAsync();
        await using NpgsqlTransaction leaving = await slow.BeginTransactionAsync();
        await new ClusterCommand(ClusterSql.Leave).With(session).ValueAsync(slow);

        Task<LeaseGrant?> grant = store.AcquireAsync(session, Key);
        await scene.UntilBlockedAsync();
        await leaving.CommitAsync();

        (await grant).ShouldBeNull();
        (await store.ReadAsync()).Leases.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_grant_whose_membership_ends_while_it_waits_is_not_given()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        NpgsqlConnection hand = await scene.HandAsync();
        await scene.ExpireAsync("n1", s_soon);
        await using NpgsqlTransaction sitting = await hand.BeginTransactionAsync();
        await using (NpgsqlCommand sit = new("SELECT 1 FROM guardian.cluster_state FOR UPDATE", hand))
        {
            await sit.ExecuteNonQueryAsync();
        }

        Task<LeaseGrant?> grant = store.AcquireAsync(session, Key);
        await scene.UntilAsync("(SELECT expires_at < clock_timestamp() FROM guardian.sessions WHERE name = 'n1')");
        await sitting.RollbackAsync();

        (await grant).ShouldBeNull();
    }

    [Fact]
    public async Task A_renewal_does_not_wait_for_grants_of_its_own_node()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        NpgsqlConnection slow = await scene.HandAsync();
        await using NpgsqlTransaction granting = await slow.BeginTransactionAsync();
        (await new ClusterCommand(ClusterSql.Acquire).With(session).With(Key).With((long?)null).ValueAsync(slow)).ShouldBeOfType<long>();

        (await store.RenewAsync(session)).ShouldNotBeNull();

        await granting.CommitAsync();
        (await store.RenewAsync(session)).ShouldNotBeNull().View.ShouldNotBeNull().Leases.ShouldHaveSingleItem().Held.ShouldBeTrue();
    }

    [Fact]
    public async Task Tokens_grow_in_the_order_of_the_grants_also_when_an_earlier_one_commits_late()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid one = await store.SessionAsync("n1");
        Guid two = await store.SessionAsync("n2");
        NpgsqlConnection slow = await scene.HandAsync();
        await using NpgsqlTransaction granting = await slow.BeginTransactionAsync();
        long first = (long)(await new ClusterCommand(ClusterSql.Acquire).With(one).With("job/a").With((long?)null).ValueAsync(slow)).ShouldNotBeNull();

        Task<LeaseGrant?> later = store.AcquireAsync(two, "job/b");
        await scene.UntilBlockedAsync();
        await granting.CommitAsync();

        (await later).ShouldNotBeNull().Token.ShouldBeGreaterThan(first);
    }

    [Fact]
    public async Task A_release_that_arrives_after_the_lease_was_wanted_again_does_not_take_it_away()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        LeaseGrant first = (await store.AcquireAsync(session, Key)).ShouldNotBeNull();
        NpgsqlConnection hand = await scene.HandAsync();
        NpgsqlTransaction sitting = await hand.BeginTransactionAsync();
        await using (NpgsqlCommand sit = new("SELECT 1 FROM guardian.leases FOR UPDATE", hand))
        {
            await sit.ExecuteNonQueryAsync();
        }

        using CancellationTokenSource stop = new();
        Task release = store.ReleaseAsync(session, first, null, TimeSpan.Zero, stop.Token);
        await scene.UntilBlockedAsync();
        await stop.CancelAsync(); // what becomes of it, the node does not know
        await Should.ThrowAsync<OperationCanceledException>(() => release);
        await scene.Database.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        await sitting.RollbackAsync();

        LeaseGrant second = (await store.AcquireAsync(session, Key)).ShouldNotBeNull();
        second.Token.ShouldBeGreaterThan(first.Token);
        (await store.AcquireAsync(session, Key)).ShouldBe(second);
        (await new ClusterCommand(ClusterSql.Release).With(session).With(Key).With(first.Token).With((string?)null).With(TimeSpan.Zero).ValueAsync(hand))
            .ShouldBe(false);
        (await store.ReadAsync()).Leases.ShouldHaveSingleItem().Held.ShouldBeTrue();
    }

    [Fact]
    public async Task Two_that_take_over_from_each_other_do_not_lock_each_other_out()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid[] sessions = [await store.SessionAsync("n1"), await store.SessionAsync("n2"), await store.SessionAsync("n3")];
        for (int round = 0; round < 30; round++)
        {
            LeaseGrant?[] held = await Task.WhenAll(sessions.Select((session, index) => store.AcquireAsync(session, $"job/{round}/{index}")));
            held.ShouldAllBe(grant => grant != null);
            string lost = $"n{1 + (round % 3)}";
            await scene.ExpireAsync(lost);
            // Everybody wants everything, renewals and burials in between.
            await Task.WhenAll(
                sessions.SelectMany(session => Enumerable.Range(0, 3).Select(index => store.AcquireAsync(session, $"job/{round}/{index}"))).Cast<Task>()
                    .Concat(sessions.Select(session => store.RenewAsync(session)))
                    .Append(store.ReadAsync()));
            sessions[round % 3] = await store.SessionAsync(lost);
        }
    }

    private static async Task RenewOnAsync(NpgsqlConnection connection, Guid session, bool renewed)
    {
        List<long> rows = await new ClusterCommand(ClusterSql.Renew)
            .With(session).With(1.0).With(1.0).With(1).With(1).With("healthy").With(100).With(0L).RowsAsync(connection, row => row.GetInt64(0));
        rows.Count.ShouldBe(renewed ? 1 : 0);
    }
}
