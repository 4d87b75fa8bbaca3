using System.Collections.Immutable;
using Guardian.Cluster.Postgres.Tests.Support;

namespace Guardian.Cluster.Postgres.Tests;

public sealed class MembershipTests
{
    [Fact]
    public async Task A_member_is_seen_as_its_card_says_and_with_its_load_once_renewed()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        NodeCard card = Scene.Card("n1", roles: ["web", "api"], version: "2.3.4") with
        {
            Lease = TimeSpan.FromMinutes(5),
            Floating = ImmutableSortedDictionary<string, string>.Empty.Add("mailer", "f1").Add("Zebra", "f\"2"),
        };

        JoinResult.Joined joined = await store.JoinedAsync(card);

        MemberView member = joined.View.Members.ShouldHaveSingleItem();
        member.Name.ShouldBe("n1");
        member.Session.ShouldBe(joined.Session);
        member.State.ShouldBe(MemberState.Live);
        member.Draining.ShouldBeFalse();
        member.Version.ShouldBe("2.3.4");
        member.Roles.ShouldBe(["web", "api"]);
        member.Host.ShouldBe("host-of-n1");
        member.Lease.ShouldBe(TimeSpan.FromMinutes(5));
        member.Remaining.ShouldBeInRange(TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5));
        member.JoinedAt.ShouldBeInRange(joined.View.At - TimeSpan.FromMinutes(1), joined.View.At);
        member.Floating.ShouldBe(card.Floating);
        member.Load.ShouldBeNull();
        joined.View.Leases.ShouldBeEmpty();
        joined.View.Intents.ShouldBeEmpty();

        await store.RenewAsync(joined.Session);
        (await store.ReadAsync()).Members[0].Load.ShouldBe(Scene.Load());
    }

    [Fact]
    public async Task A_renewal_lengthens_the_lease_from_now_and_brings_the_state_only_when_it_is_new()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        JoinResult.Joined joined = await store.JoinedAsync(Scene.Card("n1"));
        await scene.ExpireAsync("n1", TimeSpan.FromMinutes(2));

        Renewal renewal = (await store.RenewAsync(joined.Session, joined.View.Version)).ShouldNotBeNull();

        renewal.ShouldBe(new Renewal(joined.View.Version, NextExpiry: null, View: null));
        (await store.ReadAsync()).Members[0].Remaining.ShouldBeGreaterThan(TimeSpan.FromMinutes(59));

        Renewal other = (await store.RenewAsync(joined.Session, joined.View.Version - 1)).ShouldNotBeNull();
        other.Version.ShouldBe(joined.View.Version);
        other.View.ShouldNotBeNull().Version.ShouldBe(joined.View.Version);
        other.View.Members.ShouldHaveSingleItem().Load.ShouldBe(Scene.Load());
    }

    [Fact]
    public async Task A_renewal_tells_when_the_next_of_the_others_ends()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid one = await store.SessionAsync("n1");
        await store.SessionAsync("n2");
        await store.SessionAsync("n3");
        Guid left = await store.SessionAsync("n4");
        await store.LeaveAsync(left, default);
        await scene.ExpireAsync("n1", TimeSpan.FromMinutes(1));
        await scene.ExpireAsync("n2", TimeSpan.FromMinutes(20));
        await scene.ExpireAsync("n3", TimeSpan.FromMinutes(10));

        TimeSpan next = (await store.RenewAsync(one)).ShouldNotBeNull().NextExpiry.ShouldNotBeNull();

        next.ShouldBeInRange(TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Renewals_and_loads_do_not_change_the_version_and_everything_else_does()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        NodeCard card = Scene.Card("n1");
        JoinResult.Joined joined = await store.JoinedAsync(card);
        long version = joined.View.Version;
        await store.RenewAsync(joined.Session, Scene.Load(50), version, default);
        await store.AcquireAsync(joined.Session, "job/none");
        version = (await store.ReadAsync()).Version;
        await store.RenewAsync(joined.Session, Scene.Load(40), version, default);
        await store.AcquireAsync(joined.Session, "job/none"); // held already
        await store.DrainAsync("n1", false, default); // as it is
        await store.SendAsync(Scene.Request("n1"), default);
        await store.TakeAsync(joined.Session, 10, default);
        (await store.ReadAsync()).Version.ShouldBe(version);

        LeaseGrant grant = await GrowsAndGivesAsync(async () => (await store.AcquireAsync(joined.Session, "job/a")).ShouldNotBeNull());
        await GrowsAsync(() => store.ReleaseAsync(joined.Session, grant));
        await GrowsAsync(() => store.UpdateAsync(joined.Session, card, default));
        await GrowsAsync(() => store.DrainAsync("n1", true, default));
        await GrowsAsync(() => store.IntendAsync("mailer", false, 2, "somebody", default));
        Guid other = await GrowsAndGivesAsync(() => store.SessionAsync("n2"));
        await GrowsAsync(() => store.LeaveAsync(other, default));
        await GrowsAsync(() => store.DownAsync("n2", default));
        await GrowsAsync(() => store.SessionAsync("n1", card.Home));
        await scene.ExpireAsync("n1");
        await GrowsAsync(() => Task.CompletedTask); // it is buried by whoever looks

        Task GrowsAsync(Func<Task> change) => GrowsAndGivesAsync(async () =>
        {
            await change();
            return true;
        });

        async Task<T> GrowsAndGivesAsync<T>(Func<Task<T>> change)
        {
            T result = await change();
            long grown = (await store.ReadAsync()).Version;
            grown.ShouldBeGreaterThan(version);
            version = grown;
            return result;
        }
    }

    [Fact]
    public async Task A_session_whose_lease_has_ended_can_never_be_renewed_and_is_buried_by_the_next_renewal_of_another()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid dead = await store.SessionAsync("n1");
        JoinResult.Joined alive = await store.JoinedAsync(Scene.Card("n2"));
        await scene.ExpireAsync("n1");

        (await store.RenewAsync(dead)).ShouldBeNull();
        Renewal renewal = (await store.RenewAsync(alive.Session, alive.View.Version)).ShouldNotBeNull();

        renewal.NextExpiry.ShouldBeNull();
        MemberView lost = renewal.View.ShouldNotBeNull().Find("n1").ShouldNotBeNull();
        lost.State.ShouldBe(MemberState.Lost);
        lost.Remaining.ShouldBeLessThan(TimeSpan.Zero);
        renewal.View.Live.Select(member => member.Name).ShouldBe(["n2"]);

        await scene.ExpireAsync("n1", TimeSpan.FromHours(1)); // not even when the server's clock is set back
        (await store.RenewAsync(dead)).ShouldBeNull();
        (await store.UpdateAsync(dead, Scene.Card("n1"), default)).ShouldBeFalse();
        (await store.AcquireAsync(dead, "job/a")).ShouldBeNull();
    }

    [Fact]
    public async Task What_somebody_sits_on_is_buried_later_and_the_renewal_succeeds_all_the_same()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        await store.SessionAsync("n1");
        Guid alive = await store.SessionAsync("n2");
        await scene.ExpireAsync("n1");
        Npgsql.NpgsqlConnection hand = await scene.HandAsync();
        Npgsql.NpgsqlTransaction sitting = await hand.BeginTransactionAsync();
        await using (Npgsql.NpgsqlCommand state = new("SELECT 1 FROM guardian.cluster_state FOR UPDATE", hand))
        {
            await state.ExecuteNonQueryAsync();
        }

        Renewal renewal = (await store.RenewAsync(alive)).ShouldNotBeNull();
        renewal.NextExpiry.ShouldBe(TimeSpan.Zero);
        renewal.View.ShouldNotBeNull().Find("n1")!.State.ShouldBe(MemberState.Live); // as far as is recorded

        await sitting.RollbackAsync();
        (await store.RenewAsync(alive)).ShouldNotBeNull().View.ShouldNotBeNull().Find("n1")!.State.ShouldBe(MemberState.Lost);
    }

    [Fact]
    public async Task A_node_that_comes_back_gets_a_new_membership_and_the_earlier_one_ends_with_all_it_held()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid home = Guid.NewGuid();
        Guid first = await store.SessionAsync("n1", home);
        LeaseGrant grant = (await store.AcquireAsync(first, "job/a")).ShouldNotBeNull();
        Guid other = await store.SessionAsync("n2");

        Guid second = await store.SessionAsync("n1", home);

        second.ShouldNotBe(first);
        (await store.RenewAsync(first)).ShouldBeNull();
        ClusterView view = (await store.RenewAsync(second)).ShouldNotBeNull().View.ShouldNotBeNull();
        view.Members.Length.ShouldBe(2);
        LeaseView lease = view.Leases.ShouldHaveSingleItem();
        (lease.Node, lease.Session, lease.Held, lease.Token).ShouldBe(("n1", first, false, grant.Token));
        (await store.AcquireAsync(other, "job/a")).ShouldNotBeNull().Token.ShouldBeGreaterThan(grant.Token);
    }

    [Fact]
    public async Task A_live_name_is_refused_to_another_home_with_words_that_help_and_given_when_it_is_not_live()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid first = await store.SessionAsync("n1");

        string reason = (await store.JoinAsync(Scene.Card("n1"), default)).ShouldBeOfType<JoinResult.Refused>().Reason;

        reason.ShouldContain("n1");
        reason.ShouldContain("host-of-n1");
        reason.ShouldContain("guardian.node.name");
        (await store.RenewAsync(first)).ShouldNotBeNull();

        await scene.ExpireAsync("n1"); // lost, and not yet buried
        Guid second = await store.SessionAsync("n1");
        (await store.RenewAsync(first)).ShouldBeNull();
        await store.LeaveAsync(second, default);
        await store.SessionAsync("n1");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Of_ten_that_join_at_once_with_one_name_one_is_a_member(bool sameHome)
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore[] stores = [.. Enumerable.Range(0, 10).Select(_ => scene.Store())];
        Guid home = Guid.NewGuid();

        JoinResult[] results = await Task.WhenAll(stores.Select(store => store.JoinAsync(Scene.Card("n1", sameHome ? home : null), default)));

        Guid[] sessions = [.. results.OfType<JoinResult.Joined>().Select(joined => joined.Session)];
        if (!sameHome)
        {
            sessions.Length.ShouldBe(1);
        }

        Renewal?[] renewals = await Task.WhenAll(sessions.Select(session => stores[0].RenewAsync(session)));
        Guid live = (await stores[0].ReadAsync()).Members.ShouldHaveSingleItem().Session;
        sessions.Where((_, index) => renewals[index] is not null).ShouldBe([live]);
    }

    [Fact]
    public async Task A_join_that_arrives_late_does_not_end_the_membership_that_came_after_it()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        NodeCard card = Scene.Card("n1");
        await store.ReadAsync();
        Npgsql.NpgsqlConnection hand = await scene.HandAsync();
        await using Npgsql.NpgsqlCommand draw = new(ClusterSql.Ticket, hand);
        long ticket = (long)(await draw.ExecuteScalarAsync())!;

        Guid session = await store.SessionAsync("n1", card.Home);
        List<string> late = await new ClusterCommand(ClusterSql.Join)
            .With(ticket).With(Guid.NewGuid()).With("n1").With(card.Home).With("1").With("[]").With("host").With(card.Lease).With("{}")
            .RowsAsync(hand, row => row.GetString(0));

        late.ShouldBe(["late"]);
        (await store.RenewAsync(session)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_leaves_holds_nothing_any_more_and_may_come_back()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid home = Guid.NewGuid();
        Guid session = await store.SessionAsync("n1", home);
        await store.AcquireAsync(session, "job/a");

        await store.LeaveAsync(session, default);
        long version = (await store.ReadAsync()).Version;
        await store.LeaveAsync(session, default); // again: nothing happens

        ClusterView view = await store.ReadAsync();
        view.Version.ShouldBe(version);
        view.Members.ShouldHaveSingleItem().State.ShouldBe(MemberState.Left);
        view.Leases.ShouldHaveSingleItem().Held.ShouldBeFalse();
        (await store.RenewAsync(session)).ShouldBeNull();

        Guid back = await store.SessionAsync("n1", home);
        (await store.ReadAsync()).Members.ShouldHaveSingleItem().State.ShouldBe(MemberState.Live);
        await store.LeaveAsync(session, default); // the earlier membership's goodbye is late
        (await store.RenewAsync(back)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_lease_that_has_ended_is_not_turned_into_leaving_in_order()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        await scene.ExpireAsync("n1");
        await store.LeaveAsync(session, default);
        (await store.ReadAsync()).Members.ShouldHaveSingleItem().State.ShouldBe(MemberState.Lost);
    }

    [Fact]
    public async Task A_new_card_changes_definitions_roles_and_version_and_nothing_else()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        NodeCard changed = Scene.Card("n1", roles: ["db"], version: "9", lease: TimeSpan.FromMinutes(1)) with
        {
            Floating = ImmutableSortedDictionary<string, string>.Empty.Add("w", "2"),
        };

        (await store.UpdateAsync(session, changed, default)).ShouldBeTrue();

        MemberView member = (await store.ReadAsync()).Members.ShouldHaveSingleItem();
        member.Session.ShouldBe(session);
        member.Roles.ShouldBe(["db"]);
        member.Version.ShouldBe("9");
        member.Floating.ShouldBe(changed.Floating);
        member.Lease.ShouldBe(TimeSpan.FromHours(1));

        await scene.ExpireAsync("n1");
        (await store.UpdateAsync(session, changed, default)).ShouldBeFalse();
        (await store.UpdateAsync(Guid.NewGuid(), changed, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_update_that_arrives_late_changes_nothing()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");
        await store.UpdateAsync(session, Scene.Card("n1", version: "first"), default);
        await store.UpdateAsync(session, Scene.Card("n1", version: "second"), default);

        Npgsql.NpgsqlConnection hand = await scene.HandAsync();
        object? answer = await new ClusterCommand(ClusterSql.Update)
            .With(session).With(1L).With("first").With("[]").With("host").With("{}").ValueAsync(hand);

        answer.ShouldBe(true);
        (await store.ReadAsync()).Members[0].Version.ShouldBe("second");
    }

    [Fact]
    public async Task Draining_outlives_leaving_and_coming_back_and_is_taken_back_by_a_word()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid session = await store.SessionAsync("n1");

        (await store.DrainAsync("n1", true, default)).ShouldBeTrue();
        (await store.DrainAsync("n1", true, default)).ShouldBeTrue();
        (await store.DrainAsync("nobody", true, default)).ShouldBeFalse();

        await store.LeaveAsync(session, default);
        await store.SessionAsync("n1");
        (await store.ReadAsync()).Find("n1")!.Draining.ShouldBeTrue();
        (await store.DrainAsync("n1", false, default)).ShouldBeTrue();
        (await store.ReadAsync()).Find("n1")!.Draining.ShouldBeFalse();
    }

    [Fact]
    public async Task Down_is_refused_while_a_lease_runs_and_gives_up_the_inbox_of_one_that_will_not_come_back()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        await store.SessionAsync("n1");
        RemoteRequest command = Scene.Request("n1");
        RemoteRequest elsewhere = Scene.Request("n2");
        await store.SendAsync(command, default);
        await store.SendAsync(elsewhere, default);

        (await store.DownAsync("n1", default)).ShouldBe(MemberState.Live);
        (await store.DownAsync("nobody", default)).ShouldBeNull();
        (await store.ReadAnswerAsync(command.Id, 0, default)).Complete.ShouldBeFalse();

        await scene.ExpireAsync("n1"); // and nobody has buried it yet
        (await store.DownAsync("n1", default)).ShouldBe(MemberState.Down);
        (await store.DownAsync("n1", default)).ShouldBe(MemberState.Down);

        (await store.ReadAsync()).Find("n1")!.State.ShouldBe(MemberState.Down);
        (ImmutableArray<RemoteAnswer> parts, bool complete) = await store.ReadAnswerAsync(command.Id, 0, default);
        (parts.Length, complete).ShouldBe((0, true));
        (await store.ReadAnswerAsync(elsewhere.Id, 0, default)).Complete.ShouldBeFalse();
        AuditRow row = (await store.AuditAsync(10, default)).Single(row => row.Id == command.Id);
        row.Status.ShouldBeNull();
        row.DoneAt.ShouldNotBeNull();

        await store.SessionAsync("n1"); // it did come back
        (await store.ReadAsync()).Find("n1")!.State.ShouldBe(MemberState.Live);
    }

    [Fact]
    public async Task The_last_word_about_a_worker_is_kept_with_who_said_it()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        await store.IntendAsync("b", true, 3, "first", default);
        await store.IntendAsync("a", false, null, "second", default);
        await store.IntendAsync("b", false, null, "third", default);

        ClusterView view = await store.ReadAsync();

        view.Intents.Select(intent => (intent.Worker, intent.Run, intent.Instances, intent.By))
            .ShouldBe([("a", false, null, "second"), ("b", false, null, "third")]);
        view.Intents[1].At.ShouldBeInRange(view.At - TimeSpan.FromMinutes(1), view.At);
    }

    [Fact]
    public async Task Tidying_forgets_who_left_or_is_down_and_leases_that_nobody_holds_and_nothing_else()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store();
        Guid live = await store.SessionAsync("live");
        Guid left = await store.SessionAsync("left");
        Guid lost = await store.SessionAsync("lost");
        await store.SessionAsync("down");
        LeaseGrant held = (await store.AcquireAsync(live, "job/held")).ShouldNotBeNull();
        await store.AcquireAsync(left, "job/left");
        await store.AcquireAsync(lost, "job/lost");
        LeaseGrant given = (await store.AcquireAsync(live, "job/given")).ShouldNotBeNull();
        LeaseGrant reserved = (await store.AcquireAsync(live, "job/reserved")).ShouldNotBeNull();
        await store.ReleaseAsync(live, given);
        await store.ReleaseAsync(live, reserved, "live", TimeSpan.FromHours(2), default);
        await store.LeaveAsync(left, default);
        await scene.ExpireAsync("lost");
        await scene.ExpireAsync("down");
        await store.DownAsync("down", default);
        await store.ReadAsync();

        (await store.TidyAsync(TimeSpan.FromHours(1), default)).ShouldBe(0);
        await scene.Database.ExecuteAsync("""
            UPDATE guardian.sessions SET ended_at = ended_at - interval '2 hours';
            UPDATE guardian.leases SET since = since - interval '2 hours';
            """);
        long version = (await store.ReadAsync()).Version;
        (await store.TidyAsync(TimeSpan.FromHours(1), default)).ShouldBe(5);

        ClusterView view = await store.ReadAsync();
        view.Version.ShouldBeGreaterThan(version);
        view.Members.Select(member => member.Name).ShouldBe(["live", "lost"]);
        view.Leases.Select(lease => lease.Key).ShouldBe(["job/held", "job/reserved"]);
        (await store.AcquireAsync(live, "job/held")).ShouldBe(held);
        (await store.AcquireAsync(live, "job/left")).ShouldNotBeNull().Token.ShouldBeGreaterThan(reserved.Token);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => store.TidyAsync(TimeSpan.Zero, default));
    }
}
