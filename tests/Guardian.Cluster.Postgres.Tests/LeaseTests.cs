using Guardian.Cluster.Postgres.Tests.Support;
using Npgsql;

namespace Guardian.Cluster.Postgres.Tests;

public sealed class LeaseTests
{
    [Fact]
    public async Task A_lease_is_held_by_one_and_asking_again_gives_the_same_token()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid one = await store.SessionAsync("n1");
        Guid two = await store.SessionAsync("n2");

        LeaseGrant grant = (await store.AcquireAsync(one, "worker/mailer/0")).ShouldNotBeNull();

        grant.Key.ShouldBe("worker/mailer/0");
        (await store.AcquireAsync(one, "worker/mailer/0")).ShouldBe(grant);
        (await store.AcquireAsync(two, "worker/mailer/0")).ShouldBeNull();
        ClusterView view = await store.ReadAsync();
        LeaseView lease = view.Leases.ShouldHaveSingleItem();
        lease.ShouldBe(new LeaseView("worker/mailer/0", "n1", one, grant.Token, Held: true, lease.Since, ReservedFor: null));
        lease.Since.ShouldBeInRange(view.At - TimeSpan.FromMinutes(1), view.At);
    }

    [Fact]
    public async Task Tokens_grow_over_all_keys_and_over_release_loss_and_return()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid home = Guid.NewGuid();
        Guid session = await store.SessionAsync("n1", home);
        Guid other = await store.SessionAsync("n2");
        List<long> tokens = [];

        async Task<LeaseGrant> GrantAsync(Guid who, string key)
        {
            LeaseGrant grant = (await store.AcquireAsync(who, key)).ShouldNotBeNull();
            tokens.Add(grant.Token);
            return grant;
        }

        await GrantAsync(session, "b");
        LeaseGrant given = await GrantAsync(session, "a");
        await store.ReleaseAsync(session, given);
        await GrantAsync(other, "a");
        session = await store.SessionAsync("n1", home);
        await GrantAsync(session, "b");
        await scene.ExpireAsync("n2");
        await GrantAsync(session, "a");
        await store.LeaveAsync(session, default);
        other = await store.SessionAsync("n2");
        await GrantAsync(other, "b");

        tokens.ShouldBe(tokens.Order());
        tokens.Distinct().Count().ShouldBe(tokens.Count);
        tokens[0].ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_a_lost_member_held_is_taken_over_and_it_is_on_record_as_lost_before()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid dead = await store.SessionAsync("n1");
        Guid heir = await store.SessionAsync("n2");
        LeaseGrant old = (await store.AcquireAsync(dead, "job/a")).ShouldNotBeNull();
        await scene.ExpireAsync("n1");

        LeaseGrant taken = (await store.AcquireAsync(heir, "job/a")).ShouldNotBeNull();

        taken.Token.ShouldBeGreaterThan(old.Token);
        (await scene.Database.QueryAsync("SELECT state FROM guardian.sessions WHERE name = 'n1'")).ShouldBe("lost");
        await scene.ExpireAsync("n1", TimeSpan.FromHours(1)); // even if the clock were set back
        (await store.RenewAsync(dead)).ShouldBeNull();
        await store.ReleaseAsync(dead, old); // of no effect
        (await store.ReadAsync()).Leases.ShouldHaveSingleItem().Session.ShouldBe(heir);
    }

    [Fact]
    public async Task Whose_membership_has_ended_is_granted_nothing()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid home = Guid.NewGuid();
        Guid expired = await store.SessionAsync("n1");
        await scene.ExpireAsync("n1");
        Guid replaced = await store.SessionAsync("n2", home);
        await store.SessionAsync("n2", home);
        Guid left = await store.SessionAsync("n3");
        await store.LeaveAsync(left, default);

        foreach (Guid session in new[] { expired, replaced, left, Guid.NewGuid() })
        {
            (await store.AcquireAsync(session, "job/a")).ShouldBeNull();
        }

        (await store.ReadAsync()).Leases.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_given_back_is_free_at_once_and_its_token_is_of_no_use_any_more()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid one = await store.SessionAsync("n1");
        Guid two = await store.SessionAsync("n2");
        LeaseGrant first = (await store.AcquireAsync(one, "job/a")).ShouldNotBeNull();

        await store.ReleaseAsync(two, first); // not its own
        (await store.ReadAsync()).Leases[0].Held.ShouldBeTrue();
        await store.ReleaseAsync(one, first);

        LeaseView free = (await store.ReadAsync()).Leases.ShouldHaveSingleItem();
        (free.Node, free.Session, free.Held, free.Token).ShouldBe((null, null, false, first.Token));
        LeaseGrant second = (await store.AcquireAsync(one, "job/a")).ShouldNotBeNull();
        await store.ReleaseAsync(one, first); // granted anew since: left alone
        (await store.ReadAsync()).Leases[0].Held.ShouldBeTrue();
        (await store.AcquireAsync(two, "job/a")).ShouldBeNull();
        second.Token.ShouldBeGreaterThan(first.Token);
    }

    [Fact]
    public async Task What_is_given_back_for_somebody_is_left_to_them_until_their_time_is_over()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid one = await store.SessionAsync("n1");
        Guid two = await store.SessionAsync("n2");
        Guid three = await store.SessionAsync("n3");
        LeaseGrant grant = (await store.AcquireAsync(one, "job/a")).ShouldNotBeNull();

        await store.ReleaseAsync(one, grant, "n2", TimeSpan.FromMinutes(10), default);

        (await store.ReadAsync()).Leases[0].ReservedFor.ShouldBe("n2");
        (await store.AcquireAsync(one, "job/a")).ShouldBeNull();
        (await store.AcquireAsync(three, "job/a")).ShouldBeNull();
        LeaseGrant handed = (await store.AcquireAsync(two, "job/a")).ShouldNotBeNull();
        (await store.ReadAsync()).Leases[0].ReservedFor.ShouldBeNull();

        await store.ReleaseAsync(two, handed, "n1", TimeSpan.FromMinutes(10), default);
        await scene.Database.ExecuteAsync("UPDATE guardian.leases SET reserved_until = clock_timestamp() - interval '1 s'");
        (await store.ReadAsync()).Leases[0].ReservedFor.ShouldBeNull();
        (await store.AcquireAsync(three, "job/a")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_lease_that_ended_with_its_membership_cannot_be_reserved_any_more()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid one = await store.SessionAsync("n1");
        Guid two = await store.SessionAsync("n2");
        LeaseGrant grant = (await store.AcquireAsync(one, "job/a")).ShouldNotBeNull();
        await scene.ExpireAsync("n1");
        await store.ReleaseAsync(one, grant, "n3", TimeSpan.FromMinutes(10), default);
        (await store.AcquireAsync(two, "job/a")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Of_many_that_want_one_lease_at_once_one_gets_it()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore[] stores = [.. Enumerable.Range(0, 8).Select(_ => scene.Store())];
        Guid[] sessions = await Task.WhenAll(stores.Select((store, index) => store.SessionAsync($"n{index}")));
        for (int round = 0; round < 20; round++)
        {
            string key = $"job/{round}";
            LeaseGrant?[] grants = await Task.WhenAll(sessions.Select((session, index) => stores[index].AcquireAsync(session, key)));
            grants.Count(grant => grant is not null).ShouldBe(1);
        }

        (await stores[0].ReadAsync()).Leases.Select(lease => lease.Token).Distinct().Count().ShouldBe(20);
    }

    [Fact]
    public async Task What_changes_nothing_locks_and_writes_nothing()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid one = await store.SessionAsync("n1");
        Guid two = await store.SessionAsync("n2");
        await store.AcquireAsync(one, "job/a");
        NpgsqlConnection hand = await scene.HandAsync();
        await using NpgsqlTransaction transaction = await hand.BeginTransactionAsync();

        (await new ClusterCommand(ClusterSql.Acquire).With(two).With("job/a").With((long?)null).ValueAsync(hand)).ShouldBeNull();
        (await new ClusterCommand(ClusterSql.Acquire).With(one).With("job/a").With((long?)null).ValueAsync(hand)).ShouldNotBeNull();
        await new ClusterCommand(ClusterSql.Take).With(one).With(10).With(Array.Empty<Guid>()).ValueAsync(hand);
        await new ClusterCommand(ClusterSql.Read).ValueAsync(hand);

        // Only who locks or writes is given a number.
        (await new ClusterCommand("SELECT pg_current_xact_id_if_assigned() IS NULL").ValueAsync(hand)).ShouldBe(true);
        await new ClusterCommand(ClusterSql.Acquire).With(two).With("job/b").With((long?)null).ValueAsync(hand);
        (await new ClusterCommand("SELECT pg_current_xact_id_if_assigned() IS NULL").ValueAsync(hand)).ShouldBe(false);
    }
}
