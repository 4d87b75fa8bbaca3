using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Guardian.Cluster;
using Guardian.Node.Tests.Support;
using Guardian.Testing.Cluster;
using Guardian.Workers;

namespace Guardian.Node.Tests.Api.Cluster;

/// <summary>Commands to one node of several: who carries them out, and what is written down.</summary>
#pragma warning disable CA1001 // disposed of by DisposeAsync
public sealed class ClusterCommandTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly ClusterPlay _play = new();

    public async Task InitializeAsync()
    {
        await _play.StartAsync("n1", guardian => guardian.WithWorker("mailer", HostedNode.Sleeper).WithWorker("one", HostedNode.Sleeper));
        await _play.StartAsync("n2", guardian => guardian.WithWorker("mailer", HostedNode.Sleeper).WithWorker("two", HostedNode.Sleeper), floats: true);
    }

    public Task DisposeAsync() => _play.DisposeAsync().AsTask();

    [Fact]
    public async Task A_command_goes_to_the_node_that_has_the_worker_and_is_written_down()
    {
        await _play["n2"].Hosted.UntilAsync("two", "healthy", worker => worker.State == WorkerState.Healthy);

        string words = await _play["n1"].PostAsync("/api/v1/workers/two/restart", """{"all-at-once":true}""", headers: ("X-Guardian-By", "pbm/ann"));

        words.ShouldStartWith("n2: two: restarting");
        AuditRow row = (await _play.Store.AuditAsync(10, default)).ShouldHaveSingleItem();
        row.By.ShouldBe("pbm/ann");
        (row.From, row.To, row.Command, row.Body, row.Status, row.Runs).ShouldBe(("n1", "n2", "POST /api/v1/workers/two/restart", """{"all-at-once":true}""", 200, 1));
        JsonNode detail = await _play["n2"].GetAsync("/api/v1/workers/two?node=n2");
        detail["events"]!.ToJsonString().ShouldContain("pbm/ann@n1");
    }

    [Fact]
    public async Task A_command_on_a_worker_of_this_node_alone_is_as_ever_and_not_written_down()
    {
        (await _play["n1"].PostAsync("/api/v1/workers/one/stop")).ShouldBe("one: stopping, and staying stopped until 'worker start'");
        (await _play.Store.AuditAsync(10, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_command_on_a_worker_that_several_nodes_have_is_carried_out_on_all_or_on_the_one_that_is_named()
    {
        (await _play["n1"].PostAsync("/api/v1/workers/mailer/stop", """{"node":"n2"}"""))
            .ShouldBe("mailer: stopping, and staying stopped until 'worker start'");
        await _play["n2"].Hosted.UntilAsync("mailer", "stopped", worker => worker.State == WorkerState.Stopped);
        _play["n1"].Hosted.Node.Find("mailer").ShouldNotBeNull().State.ShouldNotBe(WorkerState.Stopped);

        (await _play["n2"].PostAsync("/api/v1/workers/mailer/stop"))
            .ShouldBe("n1: mailer: stopping, and staying stopped until 'worker start'\nn2: mailer: stopping, and staying stopped until 'worker start'");
        await _play["n1"].Hosted.UntilAsync("mailer", "stopped", worker => worker.State == WorkerState.Stopped);
    }

    [Fact]
    public async Task The_worst_that_one_of_several_nodes_says_is_the_status_and_the_words_are_those_of_all()
    {
        await _play["n1"].PostAsync("/api/v1/workers/mailer/stop", """{"node":"n1"}""");

        string words = await _play["n2"].PostAsync("/api/v1/workers/mailer/restart", status: 409);

        words.ShouldContain("n1: mailer is stopped");
        words.ShouldContain("n2: mailer: restarting");
    }

    [Theory]
    [InlineData("/api/v1/workers/mailr/stop", "{}", 404, "nor is it on n2")]
    [InlineData("/api/v1/workers/mailer/stop", """{"node":"n9"}""", 404, "n1, n2")]
    [InlineData("/api/v1/workers/mailer/stop", """{"node":7}""", 400, "'node'")]
    [InlineData("/api/v1/workers/mailer/stop", """{"node":""}""", 400, "'node'")]
    [InlineData("/api/v1/workers/mailer/stop", """{"node":"\ud800"}""", 400, "'node'")]
    [InlineData("/api/v1/workers/mailer/stop", """{"node":"n1","x":"\ud800"}""", 400, "'node'")]
    [InlineData("/api/v1/workers/mailer/stop", "[]", 400, "JSON object")]
    [InlineData("/api/v1/workers/mailer/stop", "{", 400, "JSON object")]
    [InlineData("/api/v1/workers/mailer/scale", """{"node":"n2"}""", 409, "'instances'")]
    [InlineData("/api/v1/node/stop", """{"node":"all"}""", 409, "one node at a time")]
    [InlineData("/api/v1/incidents/i-1/confirm", "{}", 404, "i-1")]
    [InlineData("/api/v1/alerts/a1/ack", "{}", 404, "a1")]
    [InlineData("/api/v1/council/convene", "{}", 409, "'worker'")]
    [InlineData("/api/v1/council/convene", """{"worker":"mailr"}""", 404, "mailr")]
    public async Task What_cannot_be_done_is_refused_and_nothing_is_written_down_or_done(string path, string body, int status, string words)
    {
        (await _play["n1"].PostAsync(path, body, status)).ShouldContain(words);
        _play["n1"].StopAsked.ShouldBeFalse();
        _play["n1"].Hosted.Node.Find("mailer").ShouldNotBeNull().Desired.ShouldBe(1);
        _play["n2"].Hosted.Node.Find("mailer").ShouldNotBeNull().Desired.ShouldBe(1);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_413()
    {
        using HttpResponseMessage answer = await _play["n1"].Client.PostAsync(
            "/api/v1/workers/two/restart", new ByteArrayContent(Encoding.UTF8.GetBytes(new string(' ', 64 * 1024) + "{}")));

        answer.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_reload_of_all_is_carried_out_on_all()
    {
        // Nodes in a host have no file to read again and say so; what counts is that each was asked.
        string words = await _play["n1"].PostAsync("/api/v1/node/reload", """{"node":"all"}""");

        words.Split('\n').Select(line => line.Split(':')[0]).ShouldBe(["n1", "n2"]);
    }

    [Fact]
    public async Task A_stop_of_another_node_stops_that_one_only()
    {
        (await _play["n1"].PostAsync("/api/v1/node/stop", """{"node":"n2"}""")).ShouldBe("stopping the node and its workers");

        await Await.UntilAsync("the request to stop", () => _play["n2"].StopAsked, asked => asked);
        _play["n1"].StopAsked.ShouldBeFalse();
    }

    [Fact]
    public async Task A_floating_worker_is_started_stopped_and_scaled_once_for_all_by_way_of_a_node_that_defines_it()
    {
        (await _play["n1"].PostAsync("/api/v1/workers/floater/stop")).ShouldStartWith("floater: stopping");
        (await _play["n1"].PostAsync("/api/v1/workers/floater/scale", """{"instances":3}""")).ShouldContain("3 instances wanted on each node that runs it; it is stopped");
        (await _play["n2"].PostAsync("/api/v1/workers/floater/start")).ShouldStartWith("floater: runs on");
        (await _play["n1"].PostAsync("/api/v1/workers/floater/scale", """{"instances":4}""", 409)).ShouldContain("1 to 3");
        (await _play["n1"].PostAsync("/api/v1/workers/floater/scale", status: 409)).ShouldContain("'instances'");
        (await _play["n1"].PostAsync("/api/v1/workers/floater/stop", """{"node":"n2"}""", 409)).ShouldContain("floats");

        ClusterView view = await _play.Store.ReadAsync(default);
        (view.Intents.ShouldHaveSingleItem() with { At = default }).ShouldBe(new IntentView("floater", true, 3, "api@n2", default));
        (await _play.Store.AuditAsync(10, default)).Length.ShouldBe(5, "each is written down, also what was refused by its node");
    }

    [Fact]
    public async Task Deeds_on_the_cluster_are_written_down_whoever_does_them_and_however()
    {
        (await _play["n1"].PostAsync("/api/v1/cluster/nodes/n2/drain")).ShouldContain("hands over");
        (await _play.Store.ReadAsync(default)).Find("n2").ShouldNotBeNull().Draining.ShouldBeTrue();
        (await _play["n2"].PostAsync("/api/v1/cluster/nodes/n2/drain", """{"off":true}""", headers: ("X-Guardian-Scope", "here"))).ShouldContain("takes floating workers again");
        (await _play["n2"].PostAsync("/api/v1/workers/floater/stop", headers: ("X-Guardian-Scope", "here"))).ShouldStartWith("floater: stopping");
        (await _play["n1"].PostAsync("/api/v1/cluster/nodes/n2/down", status: 409)).ShouldContain("n2 is live");
        (await _play["n1"].PostAsync("/api/v1/cluster/nodes/n9/drain", status: 404)).ShouldContain("n1, n2");
        (await _play["n1"].PostAsync("/api/v1/cluster/leave", """{"node":"n2"}""")).ShouldBe("n2 leaves for api@n1");
        (await _play["n1"].PostAsync("/api/v1/cluster/leave", headers: ("X-Guardian-Relay", "guessed"))).ShouldBe("n1 leaves for api@n1");

        ImmutableArray<AuditRow> rows = await _play.Store.AuditAsync(10, default);
        rows.Select(row => $"{row.From} {row.To} {row.Command[(row.Command.LastIndexOf("v1/", StringComparison.Ordinal) + 3)..]} {row.Status}").ShouldBe(
        [
            "n1 n1 cluster/leave 200",
            "n1 n2 cluster/leave 200",
            "n1 n1 cluster/nodes/n9/drain 404",
            "n1 n1 cluster/nodes/n2/down 409",
            "n2 n2 workers/floater/stop 200",
            "n2 n2 cluster/nodes/n2/drain 200",
            "n1 n1 cluster/nodes/n2/drain 200",
        ]);
        JsonNode audit = await _play["n2"].GetAsync("/api/v1/cluster/audit?limit=1");
        audit.AsArray().ShouldHaveSingleItem().ShouldNotBeNull().AsObject().Select(field => field.Key)
            .ShouldBe(["id", "at", "by", "from", "to", "command", "body", "status", "doneAt", "runs", "answer"]);
    }

    [Fact]
    public async Task Who_asks_is_cut_to_what_fits_into_a_header()
    {
        await _play["n1"].PostAsync("/api/v1/workers/two/stop", headers: ("X-Guardian-By", "ann b\tc " + new string('x', 100)));

        (await _play.Store.AuditAsync(1, default)).Single().By.ShouldBe("annbc" + new string('x', 59));
    }

    [Fact]
    public async Task A_lost_node_is_missing_in_lists_refused_when_named_and_gets_what_lasts_when_it_is_back()
    {
        await _play.LoseAsync("n2");

        using (HttpResponseMessage list = await _play["n1"].Client.GetAsync("/api/v1/workers"))
        {
            list.StatusCode.ShouldBe(HttpStatusCode.OK);
            list.Headers.GetValues("X-Guardian-Unreachable").ShouldBe(["n2"]);
            JsonNode.Parse(await list.Content.ReadAsStringAsync())!.AsArray().Select(row => (string)row!["node"]!).Distinct().ShouldBe(["n1"]);
        }

        ((string?)(await _play["n1"].GetAsync("/api/v1/workers?node=n2", 409))["detail"]).ShouldBe("node n2 cannot be asked: it is lost");
        (await _play["n1"].PostAsync("/api/v1/workers/two/restart", """{"node":"n2"}""", 409)).ShouldContain("it is lost");
        (await _play["n1"].PostAsync("/api/v1/workers/two/restart", status: 404)).ShouldContain("n2 could not be asked");
        (await _play["n1"].PostAsync("/api/v1/workers/two/stop", """{"node":"n2"}""")).ShouldBe(
            "node n2 is lost; the command waits in its inbox, and is carried out when it is back within 7 days");
        _play["n2"].Hosted.Node.Find("two").ShouldNotBeNull().Desired.ShouldBe(1);

        await _play.JoinAsync("n2", floats: true);
        _play.Store.Signal(ClusterSignal.Inbox);

        await _play["n2"].Hosted.UntilAsync("two", "stopped", worker => worker.State == WorkerState.Stopped);
    }

    [Fact]
    public async Task A_node_that_was_declared_down_gets_nothing()
    {
        await _play.LoseAsync("n2");
        (await _play["n1"].PostAsync("/api/v1/cluster/nodes/n2/down")).ShouldContain("no longer expected");

        (await _play["n1"].PostAsync("/api/v1/workers/two/stop", """{"node":"n2"}""", 409)).ShouldContain("will not come back");
        using HttpResponseMessage list = await _play["n1"].Client.GetAsync("/api/v1/workers");
        list.Headers.Contains("X-Guardian-Unreachable").ShouldBeFalse("it is not expected");
    }

    [Fact]
    public async Task An_answer_that_was_lost_on_the_way_is_asked_for_again_and_the_command_counts_once()
    {
        _play["n1"].Line.Line = StoreLine.AnswersLost;
        Task<string> sent = _play["n1"].PostAsync("/api/v1/workers/two/stop", """{"node":"n2"}""");
        await _play["n2"].Hosted.UntilAsync("two", "stopped", worker => worker.State == WorkerState.Stopped);
        _play["n1"].Line.Line = StoreLine.Up;

        (await sent).ShouldContain("two: stopping");
        (await _play.Store.AuditAsync(10, default)).ShouldHaveSingleItem().Runs.ShouldBe(1);
    }
}
