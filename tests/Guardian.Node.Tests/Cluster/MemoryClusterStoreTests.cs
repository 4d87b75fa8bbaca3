using System.Collections.Immutable;
using Guardian.Actors.TestKit;
using Guardian.Cluster;
using Guardian.Testing.Cluster;

namespace Guardian.Node.Tests.Cluster;

/// <summary>The store in memory keeps the port's contract; other tests lean on it.</summary>
#pragma warning disable CA1001 // disposed of by DisposeAsync
public sealed class MemoryClusterStoreTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);
    private static readonly NodeLoad Load = new(1, 2, 3, 4, "healthy", 100);

    private readonly ManualTimeProvider _clock = new();
    private readonly MemoryClusterStore _store;
    private readonly List<ClusterSignal> _heard = [];

    public MemoryClusterStoreTests() => _store = new MemoryClusterStore(_clock);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _store.DisposeAsync().AsTask();

    [Fact]
    public async Task A_lease_lasts_until_just_before_its_end_and_a_session_that_has_ended_never_renews()
    {
        Guid session = await JoinAsync("n1");
        _clock.Advance(Lease - TimeSpan.FromMilliseconds(1));
        (await _store.RenewAsync(session, Load, 0, default)).ShouldNotBeNull();
        _clock.Advance(Lease);

        (await _store.RenewAsync(session, Load, 0, default)).ShouldBeNull();
        _store.View.Find("n1").ShouldNotBeNull().State.ShouldBe(MemberState.Lost);
        (await _store.AcquireAsync(session, "job/x", default)).ShouldBeNull();
        (await _store.TakeAsync(session, 10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wall_clock_that_jumps_changes_nothing()
    {
        Guid session = await JoinAsync("n1");
        _clock.SetUtcNow(_clock.GetUtcNow() + TimeSpan.FromHours(1));

        (await _store.RenewAsync(session, Load, 0, default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_renewal_tells_the_state_only_when_it_is_new_and_when_the_next_lease_ends()
    {
        Guid one = await JoinAsync("n1");
        _clock.Advance(TimeSpan.FromSeconds(3));
        await JoinAsync("n2");
        Renewal first = (await _store.RenewAsync(one, Load, 0, default)).ShouldNotBeNull();
        first.View.ShouldNotBeNull().Live.Select(member => member.Name).ShouldBe(["n1", "n2"]);
        first.NextExpiry.ShouldBe(Lease);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Renewal second = (await _store.RenewAsync(one, Load, first.Version, default)).ShouldNotBeNull();

        (second.Version, second.View, second.NextExpiry).ShouldBe((first.Version, null, Lease - TimeSpan.FromSeconds(1)));
        _store.View.Find("n1").ShouldNotBeNull().Load.ShouldBe(Load);
    }

    [Fact]
    public async Task A_name_belongs_to_one_home_while_it_is_live()
    {
        Guid session = await JoinAsync("n1", home: 1);
        (await _store.JoinAsync(Card("n1", 2), default)).ShouldBeOfType<JoinResult.Refused>().Reason.ShouldContain("n1");
        Guid again = await JoinAsync("n1", home: 1);
        again.ShouldNotBe(session);
        (await _store.RenewAsync(session, Load, 0, default)).ShouldBeNull("the earlier membership ended with the new one");
        _clock.Advance(Lease);
        await JoinAsync("n1", home: 2);
    }

    [Fact]
    public async Task One_membership_at_a_time_holds_a_lease_and_tokens_only_grow()
    {
        Guid one = await JoinAsync("n1"), two = await JoinAsync("n2");
        LeaseGrant first = (await _store.AcquireAsync(one, "worker/a/0", default)).ShouldNotBeNull();
        (await _store.AcquireAsync(one, "worker/a/0", default)).ShouldBe(first);
        (await _store.AcquireAsync(two, "worker/a/0", default)).ShouldBeNull();
        LeaseGrant other = (await _store.AcquireAsync(two, "worker/b/0", default)).ShouldNotBeNull();
        other.Token.ShouldBeGreaterThan(first.Token);

        await _store.ReleaseAsync(one, first with { Token = first.Token - 1 }, null, TimeSpan.Zero, default);
        (await _store.AcquireAsync(two, "worker/a/0", default)).ShouldBeNull("another grant was given back");
        await _store.ReleaseAsync(one, first, null, TimeSpan.Zero, default);
        (await _store.AcquireAsync(two, "worker/a/0", default)).ShouldNotBeNull().Token.ShouldBeGreaterThan(other.Token);
    }

    [Fact]
    public async Task A_lease_ends_with_its_membership()
    {
        Guid one = await JoinAsync("n1");
        await _store.AcquireAsync(one, "worker/a/0", default);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Guid two = await JoinAsync("n2");
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        (await _store.AcquireAsync(two, "worker/a/0", default)).ShouldBeNull();
        _clock.Advance(TimeSpan.FromSeconds(0.1));

        LeaseView ended = _store.View.Leases.ShouldHaveSingleItem();
        (ended.Held, ended.Node).ShouldBe((false, "n1"));
        (await _store.AcquireAsync(two, "worker/a/0", default)).ShouldNotBeNull();
    }

    [Fact]
    public async Task What_is_given_back_for_a_node_is_its_for_a_while()
    {
        Guid one = await JoinAsync("n1"), two = await JoinAsync("n2"), three = await JoinAsync("n3");
        LeaseGrant grant = (await _store.AcquireAsync(one, "worker/a/0", default)).ShouldNotBeNull();
        await _store.ReleaseAsync(one, grant, "n2", TimeSpan.FromSeconds(5), default);
        _store.View.Leases.Single().ReservedFor.ShouldBe("n2");
        (await _store.AcquireAsync(three, "worker/a/0", default)).ShouldBeNull();
        _clock.Advance(TimeSpan.FromSeconds(5));
        _store.View.Leases.Single().ReservedFor.ShouldBeNull();
        (await _store.AcquireAsync(three, "worker/a/0", default)).ShouldNotBeNull();
        (await _store.AcquireAsync(two, "worker/a/0", default)).ShouldBeNull();
    }

    [Fact]
    public async Task Draining_outlives_memberships_and_only_what_is_not_live_goes_down()
    {
        Guid session = await JoinAsync("n1");
        (await _store.DrainAsync("n9", true, default)).ShouldBeFalse();
        (await _store.DrainAsync("n1", true, default)).ShouldBeTrue();
        (await _store.DownAsync("n1", default)).ShouldBe(MemberState.Live);
        (await _store.DownAsync("n9", default)).ShouldBeNull();
        await _store.LeaveAsync(session, default);
        _store.View.Find("n1").ShouldNotBeNull().State.ShouldBe(MemberState.Left);
        await _store.SendAsync(Request("POST"), default);
        (await _store.DownAsync("n1", default)).ShouldBe(MemberState.Down);
        _store.Waiting.ShouldBe(0, "its inbox is given up");

        await JoinAsync("n1");

        MemberView member = _store.View.Find("n1").ShouldNotBeNull();
        (member.State, member.Draining).ShouldBe((MemberState.Live, true));
    }

    [Fact]
    public async Task A_request_is_taken_once_by_each_membership_and_given_up_when_it_is_too_old()
    {
        Guid session = await JoinAsync("n1");
        RemoteRequest request = Request("POST"), old = Request("POST") with { GiveUpAfter = TimeSpan.FromSeconds(1) };
        await _store.SendAsync(request, default);
        await _store.SendAsync(request, default);
        (await _store.TakeAsync(session, 10, default)).ShouldHaveSingleItem().Begun.ShouldBeFalse();
        (await _store.TakeAsync(session, 10, default)).ShouldBeEmpty();
        await _store.SendAsync(old, default);
        _clock.Advance(TimeSpan.FromSeconds(2));

        session = await JoinAsync("n1");

        InboxItem again = (await _store.TakeAsync(session, 10, default)).ShouldHaveSingleItem();
        (again.Request.Id, again.Begun).ShouldBe((request.Id, true));
        (await _store.ReadAnswerAsync(old.Id, 0, default)).Complete.ShouldBeTrue();
        AuditRow row = (await _store.AuditAsync(1, default)).Single();
        (row.Id, row.Status, row.Runs, row.DoneAt is not null).ShouldBe((old.Id, null, 0, true));
    }

    [Fact]
    public async Task Parts_are_read_in_order_and_the_same_twice_counts_once()
    {
        RemoteRequest request = Request("GET");
        await _store.SendAsync(request, default);
        (await _store.AnswerAsync(request.Id, 1, Part("b"), last: false, default)).ShouldBeTrue();
        (await _store.ReadAnswerAsync(request.Id, 0, default)).Parts.ShouldBeEmpty();
        await _store.AnswerAsync(request.Id, 0, Part("a"), last: false, default);
        await _store.AnswerAsync(request.Id, 0, Part("x"), last: false, default);
        (await ReadAsync(request.Id, 0)).ShouldBe("ab");
        (await _store.ReadAnswerAsync(request.Id, 0, default)).Complete.ShouldBeFalse();
        await _store.AnswerAsync(request.Id, 2, Part("c"), last: true, default);
        (await ReadAsync(request.Id, 1)).ShouldBe("bc");
        (await _store.ReadAnswerAsync(request.Id, 3, default)).Complete.ShouldBeTrue();
    }

    [Fact]
    public async Task A_forgotten_question_is_dropped_and_a_forgotten_command_is_still_carried_out()
    {
        Guid session = await JoinAsync("n1");
        RemoteRequest question = Request("GET"), command = Request("POST");
        await _store.SendAsync(question, default);
        await _store.SendAsync(command, default);
        await _store.ForgetAsync(question.Id, default);
        await _store.ForgetAsync(command.Id, default);

        (await _store.TakeAsync(session, 10, default)).ShouldHaveSingleItem().Request.Id.ShouldBe(command.Id);
        (await _store.AnswerAsync(question.Id, 0, Part("a"), last: true, default)).ShouldBeFalse();
        (await _store.AnswerAsync(command.Id, 0, Part("done"), last: true, default)).ShouldBeFalse();
        AuditRow row = (await _store.AuditAsync(10, default)).ShouldHaveSingleItem();
        (row.Status, row.Answer).ShouldBe((200, "done"));
    }

    [Fact]
    public async Task Listeners_hear_what_is_for_them()
    {
        using IDisposable listening = _store.Listen("n1", _heard.Add);
        Guid session = await JoinAsync("n1");
        _heard.ShouldBe([ClusterSignal.State]);
        RemoteRequest request = Request("GET");
        await _store.SendAsync(request, default);
        await _store.SendAsync(Request("GET") with { To = "n2" }, default);
        _heard.ShouldBe([ClusterSignal.State, ClusterSignal.Inbox]);
        await _store.RenewAsync(session, Load, 0, default);
        await _store.AnswerAsync(request.Id, 0, Part("a"), last: true, default);
        _heard.ShouldBe([ClusterSignal.State, ClusterSignal.Inbox], "the answer is for n0");
        _store.Line = StoreLine.Away;
        _store.Signal(ClusterSignal.Events);
        _store.Line = StoreLine.Up;
        _heard.ShouldBe([ClusterSignal.State, ClusterSignal.Inbox, ClusterSignal.Reconnected]);
    }

    [Theory]
    [InlineData(StoreLine.Away, false)]
    [InlineData(StoreLine.AnswersLost, true)]
    public async Task A_cut_line_fails_every_call_and_another_line_does_not_notice(StoreLine line, bool done)
    {
        await JoinAsync("n1");
        MemoryClusterStore other = _store.Another();
        _store.Line = line;

        await Should.ThrowAsync<ClusterUnavailableException>(_store.DrainAsync("n1", true, default));

        (await other.ReadAsync(default)).Find("n1").ShouldNotBeNull().Draining.ShouldBe(done);
        await other.DisposeAsync();
        await Should.ThrowAsync<ObjectDisposedException>(other.ReadAsync(default));
    }

    [Fact]
    public async Task A_silent_line_answers_nobody_until_the_caller_gives_up_or_it_changes()
    {
        _store.Line = StoreLine.Silent;
        using CancellationTokenSource stop = new();
        Task given = _store.ReadAsync(stop.Token), kept = _store.ReadAsync(default);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(given);
        kept.IsCompleted.ShouldBeFalse();
        _store.Line = StoreLine.Up;
        await Should.ThrowAsync<ClusterUnavailableException>(kept);
    }

    [Fact]
    public async Task What_is_over_is_tidied_away_when_it_is_old_enough()
    {
        Guid one = await JoinAsync("n1"), two = await JoinAsync("n2");
        LeaseGrant grant = (await _store.AcquireAsync(one, "job/x", default)).ShouldNotBeNull();
        await _store.ReleaseAsync(one, grant, null, TimeSpan.Zero, default);
        await _store.LeaveAsync(one, default);
        RemoteRequest request = Request("POST");
        await _store.SendAsync(request, default);
        await _store.AnswerAsync(request.Id, 0, Part("a"), last: true, default);
        _clock.Advance(TimeSpan.FromSeconds(9));
        await _store.RenewAsync(two, Load, 0, default);

        (await _store.TidyAsync(TimeSpan.FromSeconds(9), default)).ShouldBe(0);
        _clock.Advance(TimeSpan.FromSeconds(1));
        (await _store.TidyAsync(TimeSpan.FromSeconds(9), default)).ShouldBe(3);
        _store.View.Members.Select(member => member.Name).ShouldBe(["n2"]);
        (await _store.AuditAsync(10, default)).ShouldBeEmpty();
    }

    private static RemoteAnswer Part(string text) => new(200, "text/plain", System.Text.Encoding.UTF8.GetBytes(text));

    private static RemoteRequest Request(string method) => new()
    {
        Id = Guid.NewGuid(),
        To = "n1",
        From = "n0",
        By = "ann",
        Method = method,
        Path = "/api/v1/x",
        Body = null,
        GiveUpAfter = TimeSpan.FromHours(1),
    };

    private static NodeCard Card(string name, int home) => new()
    {
        Name = name,
        Home = new Guid(home, 0, 0, new byte[8]),
        Version = "1",
        Roles = [],
        Host = "h",
        Lease = Lease,
        Floating = ImmutableSortedDictionary<string, string>.Empty,
    };

    private async Task<Guid> JoinAsync(string name, int home = 1) => (await _store.JoinAsync(Card(name, home), default)).ShouldBeOfType<JoinResult.Joined>().Session;

    private async Task<string> ReadAsync(Guid id, int from) =>
        string.Concat((await _store.ReadAnswerAsync(id, from, default)).Parts.Select(part => System.Text.Encoding.UTF8.GetString(part.Body.Span)));
}
