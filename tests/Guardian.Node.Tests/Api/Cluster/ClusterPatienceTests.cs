using System.Net;
using System.Text.Json.Nodes;
using Guardian.Actors.TestKit;
using Guardian.Cluster;
using Guardian.Node.Tests.Support;
using Guardian.Testing.Cluster;

namespace Guardian.Node.Tests.Api.Cluster;

/// <summary>Others that do not answer: how long a person waits, and what is said. The clock of all limits is the test's.</summary>
#pragma warning disable CA1001 // disposed of by DisposeAsync
public sealed class ClusterPatienceTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly ManualTimeProvider _clock = new();
    private readonly ClusterPlay _play;

    public ClusterPatienceTests() => _play = new ClusterPlay { Time = _clock };

    public async Task InitializeAsync()
    {
        await _play.StartAsync("n1", guardian => guardian.WithWorker("one", HostedNode.Sleeper));
        await _play.JoinAsync("n2"); // live by its lease, and deaf
    }

    public Task DisposeAsync() => _play.DisposeAsync().AsTask();

    [Theory]
    [InlineData("/api/v1/workers", 10)]
    [InlineData("/api/v1/alerts", 10)]
    [InlineData("/api/v1/names/workers", 2)]
    public async Task A_list_waits_for_a_deaf_node_and_then_goes_without_it(string path, int seconds)
    {
        Task<HttpResponseMessage> asked = _play["n1"].Client.GetAsync(path);

        TimeSpan waited = await PassAsync(asked);

        using HttpResponseMessage answer = await asked;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.GetValues("X-Guardian-Unreachable").ShouldBe(["n2"]);
        waited.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(seconds));
        await Await.UntilAsync("the question dropped", () => _play.Store.Waiting, waiting => waiting == 0);
    }

    [Fact]
    public async Task A_deaf_node_alone_is_an_error()
    {
        Task<JsonNode> asked = _play["n1"].GetAsync("/api/v1/workers?node=n2", 504);
        await PassAsync(asked);
        ((string?)(await asked)["detail"]).ShouldBe("n2 has not answered within 10 s");

        Task<JsonNode> log = _play["n1"].GetAsync("/api/v1/log/tail?node=n2", 504);
        await PassAsync(log);
        ((string?)(await log)["detail"]).ShouldBe("n2 has not answered within 10 s");
    }

    [Fact]
    public async Task A_command_that_is_not_answered_may_have_been_carried_out_and_that_is_said()
    {
        Task<string> asked = _play["n1"].PostAsync("/api/v1/node/reload", """{"node":"n2"}""", 504);
        await PassAsync(asked);

        (await asked).ShouldBe("n2 has not answered within 60 s; whether it was carried out is not known, 'cluster audit' may tell later");
        AuditRow row = (await _play.Store.AuditAsync(1, default)).Single();
        (row.Status, row.Runs).ShouldBe((null, 0));
    }

    [Fact]
    public async Task What_a_person_lastingly_wants_stays_in_the_inbox_of_a_deaf_node_for_a_week()
    {
        Task<string> asked = _play["n1"].PostAsync("/api/v1/workers/two/stop", """{"node":"n2"}""");
        await PassAsync(asked);

        (await asked).ShouldBe("node n2 has not answered within 10 s; the command waits in its inbox, and is carried out when it is back within 7 days");
        _play.StoreClock.Advance(TimeSpan.FromDays(6.9));
        InboxItem kept = (await _play.Store.TakeAsync(await _play.JoinAsync("n2"), 10, default)).Where(item => item.Request.Method == "POST").ShouldHaveSingleItem();
        (kept.Request.Path, kept.Begun).ShouldBe(("/api/v1/workers/two/stop", false));
    }

    [Fact]
    public async Task A_worker_that_only_a_deaf_node_may_have_is_not_known_here_and_that_is_said()
    {
        Task<string> asked = _play["n1"].PostAsync("/api/v1/workers/two/restart", status: 404);
        await PassAsync(asked);

        (await asked).ShouldBe("there is no worker 'two'; there is one; n2 could not be asked");
    }

    [Fact]
    public async Task A_person_who_leaves_is_not_waited_for()
    {
        using CancellationTokenSource leaves = new();
        Task<HttpResponseMessage> asked = _play["n1"].Client.GetAsync("/api/v1/workers", leaves.Token);
        await Await.UntilAsync("the question", () => _play.Store.Waiting, waiting => waiting == 1);

        await leaves.CancelAsync();

        await Await.UntilAsync("the question dropped", () => _play.Store.Waiting, waiting => waiting == 0);
        await Should.ThrowAsync<OperationCanceledException>(asked);
    }

    [Theory]
    [InlineData(StoreLine.Away)]
    [InlineData(StoreLine.Silent)]
    public async Task While_the_store_is_away_this_node_answers_for_itself_and_names_the_others(StoreLine line)
    {
        _play["n1"].Line.Line = line;

        using HttpResponseMessage list = await AfterAsync(_play["n1"].Client.GetAsync("/api/v1/workers"));

        list.StatusCode.ShouldBe(HttpStatusCode.OK);
        list.Headers.GetValues("X-Guardian-Unreachable").ShouldBe(["n2"]);
        JsonNode.Parse(await list.Content.ReadAsStringAsync())!.AsArray().ShouldHaveSingleItem();
        (await AfterAsync(_play["n1"].PostAsync("/api/v1/workers/one/stop"))).ShouldStartWith("one: stopping");
        (await AfterAsync(_play["n1"].PostAsync("/api/v1/workers/two/stop", status: 404))).ShouldContain("n2 could not be asked");
        (await AfterAsync(_play["n1"].PostAsync("/api/v1/workers/two/stop", """{"node":"n2"}""", 503))).ShouldContain("n2 cannot be asked");
        (await AfterAsync(_play["n1"].PostAsync("/api/v1/cluster/nodes/n2/drain", status: 503))).ShouldContain("cannot be asked");
        JsonNode shown = await AfterAsync(_play["n1"].GetAsync("/api/v1/cluster"));
        shown["nodes"]!.AsArray().Count.ShouldBe(2);
        ((string?)shown["troubles"]![0]).ShouldNotBeNull().ShouldContain("cannot be reached");
    }

    [Fact]
    public async Task What_the_store_must_answer_is_503_while_it_is_away()
    {
        _play["n1"].Line.Line = StoreLine.Away;

        ((string?)(await _play["n1"].GetAsync("/api/v1/cluster/audit", 503))["title"]).ShouldBe("cluster not available");
        ((string?)(await _play["n1"].GetAsync("/api/v1/cluster/tail", 503))["title"]).ShouldBe("cluster not available");
    }

    /// <summary>Moves the clock until an answer has come.</summary>
    private async Task<TimeSpan> PassAsync(Task answer)
    {
        DateTimeOffset from = _clock.GetUtcNow();
        await Await.UntilAsync(
            "the answer",
            () =>
            {
                if (!answer.IsCompleted)
                {
                    _clock.Advance(TimeSpan.FromSeconds(0.5));
                }

                return answer.IsCompleted;
            },
            done => done);
        return _clock.GetUtcNow() - from;
    }

    private async Task<T> AfterAsync<T>(Task<T> answer)
    {
        await PassAsync(answer);
        return await answer;
    }
}
