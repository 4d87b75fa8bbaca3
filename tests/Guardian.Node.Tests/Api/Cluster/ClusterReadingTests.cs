using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Guardian.Node.Tests.Support;

namespace Guardian.Node.Tests.Api.Cluster;

/// <summary>Questions to one node of three: what comes from where.</summary>
public sealed class ClusterReadingTests(ThreeNodes nodes) : IClassFixture<ThreeNodes>
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ClusterPlay _play = nodes.Play;

    [Theory]
    [InlineData("n1")]
    [InlineData("n2")]
    [InlineData("n3")]
    public async Task A_list_asked_of_any_node_is_that_of_all(string asked)
    {
        JsonNode rows = await _play[asked].GetAsync("/api/v1/workers");

        rows.AsArray().Select(row => $"{row!["name"]}@{row["node"]}").ShouldBe(["mailer@n1", "mailer@n2", "mailer@n3", "one@n1", "two@n2"]);
        rows[0]!.AsObject().First().Key.ShouldBe("node");
        ((string?)rows[0]!["state"]).ShouldBe("healthy");
    }

    [Fact]
    public async Task The_names_of_all_nodes_complete_each_once() =>
        (await _play["n3"].GetAsync("/api/v1/names/workers")).AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal).ShouldBe(["mailer", "one", "two"]);

    [Theory]
    [InlineData("/api/v1/workers?node=n2", "mailer@n2 two@n2")]
    [InlineData("/api/v1/workers?node=n1", "mailer@n1 one@n1")]
    [InlineData("/api/v1/workers?node=all", "mailer@n1 mailer@n2 mailer@n3 one@n1 two@n2")]
    public async Task A_list_can_be_narrowed(string path, string rows) =>
        string.Join(' ', (await _play["n1"].GetAsync(path)).AsArray().Select(row => $"{row!["name"]}@{row["node"]}")).ShouldBe(rows);

    [Theory]
    [InlineData("/api/v1/workers?node=n9")]
    [InlineData("/api/v1/workers/mailer?node=n9")]
    [InlineData("/api/v1/node?node=n9")]
    [InlineData("/api/v1/workers/mailer/logs?follow=true&node=n9")]
    [InlineData("/api/v1/workers?node=N1")]
    [InlineData("/api/v1/workers?node=n1%20")]
    [InlineData("/api/v1/workers?node=..%2Fn1")]
    [InlineData("/api/v1/workers?node=%0d%0aX-Evil%3a1")]
    public async Task A_node_that_there_is_not_is_404_with_those_there_are(string path) =>
        ((string?)(await _play["n1"].GetAsync(path, 404))["detail"]).ShouldNotBeNull().ShouldContain("n1, n2, n3");

    [Theory]
    [InlineData("/api/v1/workers?node=")]
    [InlineData("/api/v1/workers?node=n1&node=n2")]
    public async Task A_node_that_is_none_or_two_is_malformed(string path) =>
        ((string?)(await _play["n1"].GetAsync(path, 400))["detail"]).ShouldNotBeNull().ShouldContain("'node'");

    [Fact]
    public async Task A_worker_that_another_node_has_is_shown_with_that_node()
    {
        JsonNode shown = await _play["n1"].GetAsync("/api/v1/workers/two");

        ((string?)shown["node"]).ShouldBe("n2");
        ((string?)shown["worker"]!["name"]).ShouldBe("two");
        shown["alsoOn"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_that_several_have_is_shown_as_it_is_here_and_says_where_else_it_is()
    {
        JsonNode shown = await _play["n2"].GetAsync("/api/v1/workers/mailer");

        ((string?)shown["node"]).ShouldBe("n2");
        shown["alsoOn"]!.AsArray().Select(node => (string)node!).ShouldBe(["n1", "n3"]);

        ((string?)(await _play["n2"].GetAsync("/api/v1/workers/mailer?node=n3"))["node"]).ShouldBe("n3");
        (await _play["n2"].GetAsync("/api/v1/workers/mailer?node=all")).AsArray().Select(each => (string)each!["node"]!).Order(StringComparer.Ordinal).ShouldBe(["n1", "n2", "n3"]);
    }

    [Fact]
    public async Task A_name_that_no_node_has_is_404_and_says_who_was_asked()
    {
        string words = (string)(await _play["n1"].GetAsync("/api/v1/workers/mailr", 404))["detail"]!;

        words.ShouldBe("there is no worker 'mailr'; there is mailer, one; nor is it on n2, n3");
        ((string?)(await _play["n1"].GetAsync("/api/v1/workers/two?node=n3", 404))["detail"]).ShouldBe("there is no worker 'two'; there is mailer");
    }

    [Fact]
    public async Task Logs_of_one_node_are_as_they_are_and_those_of_several_name_theirs()
    {
        string[] lines = (await Await.UntilReadAsync(
            "a line of each",
            () => _play["n1"].Client.GetStringAsync("/api/v1/workers/mailer/logs"),
            text => text.Split('\n').Length == 4)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        lines.Order(StringComparer.Ordinal).ShouldBe(["n1 | hello from n1", "n2 | hello from n2", "n3 | hello from n3"]);
        (await _play["n1"].Client.GetStringAsync("/api/v1/workers/mailer/logs?node=n3")).ShouldBe("hello from n3\n");
    }

    [Fact]
    public async Task A_node_itself_is_this_one_unless_another_or_all_are_asked_for()
    {
        (await _play["n1"].GetAsync("/api/v1/node")).AsObject().ContainsKey("node").ShouldBeFalse("the answer is the node's own, unchanged");
        string own = (string)(await _play["n1"].GetAsync("/api/v1/node"))["data"]!;
        JsonNode other = await _play["n1"].GetAsync("/api/v1/node?node=n2");
        ((string?)other["node"]).ShouldBe("n2");
        ((string?)other["data"]).ShouldNotBe(own);
        JsonNode all = await _play["n1"].GetAsync("/api/v1/node?node=all");
        all.AsArray().Select(node => (string)node!["node"]!).ShouldBe(["n1", "n2", "n3"]);
        ((string?)all[0]!["data"]).ShouldBe(own);
        (await _play["n1"].GetAsync("/api/v1/actors?node=all")).AsArray().Select(root => (string)root!["name"]!).ShouldBe(["n1", "n2", "n3"]);
        ((string?)(await _play["n1"].GetAsync("/api/v1/configuration/check?node=all"))["message"]).ShouldNotBeNull().Split('\n').Length.ShouldBe(3);
        ((string?)(await _play["n1"].GetAsync("/api/v1/recovery/strategies?node=all")).AsObject().Single().Key).ShouldBe("strategies");
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused_as_by_a_node_alone()
    {
        ((string?)(await _play["n1"].GetAsync("/api/v1/alerts?level=urgent", 400))["detail"]).ShouldBe("'level' must be critical, high, medium or low");
        ((string?)(await _play["n1"].GetAsync("/api/v1/alerts/tail?level=urgent", 400))["detail"]).ShouldBe("'level' must be critical, high, medium or low");
        ((string?)(await _play["n1"].GetAsync("/api/v1/alerts?level=urgent&node=n2", 400))["detail"]).ShouldBe("'level' must be critical, high, medium or low");
        ((string?)(await _play["n1"].GetAsync("/api/v1/nothing", 404))["title"]).ShouldBe("not found");
    }

    [Fact]
    public async Task The_other_lists_answer_and_none_is_missing()
    {
        foreach (string path in (string[])["incidents", "incidents/history?limit=3", "council/meetings", "alerts?limit=5", "names/incidents"])
        {
            using HttpResponseMessage answer = await _play["n1"].Client.GetAsync("/api/v1/" + path);

            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            answer.Headers.Contains("X-Guardian-Unreachable").ShouldBeFalse(path);
            JsonNode.Parse(await answer.Content.ReadAsStringAsync()).ShouldBeOfType<JsonArray>();
        }
    }

    [Fact]
    public async Task A_request_with_the_scope_here_is_answered_as_by_a_node_alone()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/workers?node=n9");
        request.Headers.Add("X-Guardian-Scope", "here");
        using HttpResponseMessage answer = await _play["n2"].Client.SendAsync(request);

        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsArray().Select(row => (string)row!["name"]!).ShouldBe(["mailer", "two"]);
    }

    [Theory]
    [InlineData("all")]
    [InlineData("HERE")]
    [InlineData("")]
    [InlineData("here, here")]
    public async Task Another_scope_is_malformed(string scope)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/workers");
        request.Headers.TryAddWithoutValidation("X-Guardian-Scope", scope).ShouldBeTrue();
        using HttpResponseMessage answer = await _play["n2"].Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_palettes_are_as_written_down_and_the_same_everywhere()
    {
        string palettes = (await _play["n1"].GetAsync("/api/v1/palettes")).ToJsonString(Indented) + "\n";

        Snapshot.Matches("cluster-palettes.json", palettes);
        ((await _play["n2"].GetAsync("/api/v1/palettes")).ToJsonString(Indented) + "\n").ShouldBe(palettes);
    }

    [Fact]
    public async Task The_cluster_is_shown_with_its_nodes_and_what_floats()
    {
        JsonNode shown = await _play["n1"].GetAsync("/api/v1/cluster");

        ((string?)shown["node"]).ShouldBe("n1");
        shown["nodes"]!.AsArray().Select(node => $"{node!["name"]} {node["state"]} {node["host"]} {node["remainingSeconds"]}")
            .ShouldBe(["n1 live host-n1 10", "n2 live host-n2 10", "n3 live host-n3 10"]);
        JsonObject floating = shown["floating"]!.AsArray().ShouldHaveSingleItem().ShouldNotBeNull().AsObject();
        floating.Select(field => field.Key).ShouldBe(["worker", "replica", "node", "token", "since", "run", "instances", "backups"]);
        ((string?)floating["worker"]).ShouldBe(ClusterPlay.Floater);
        floating["node"].ShouldBeNull();
        shown["troubles"]!.AsArray().Select(trouble => (string?)trouble).ShouldBe([$"{ClusterPlay.Floater}/0 runs nowhere"]);
        (await _play["n1"].GetAsync("/api/v1/names/nodes")).ToJsonString().ShouldBe("""["n1","n2","n3"]""");
    }

    [Fact]
    public async Task A_log_is_followed_on_all_nodes_that_have_the_worker()
    {
        await using IAsyncEnumerator<string> lines = _play["n1"].FollowAsync("/api/v1/workers/mailer/logs?follow=true").GetAsyncEnumerator();
        HashSet<string> seen = [];
        while (seen.Count < 3)
        {
            seen.Add(await Await.NextAsync(lines, "a line of each node"));
        }

        seen.Order(StringComparer.Ordinal).ShouldBe(["n1 | hello from n1", "n2 | hello from n2", "n3 | hello from n3"]);
    }

    [Fact]
    public async Task Another_nodes_log_is_followed_until_the_reader_leaves_and_then_nobody_writes_it_any_more()
    {
        IAsyncEnumerator<string> lines = _play["n1"].FollowAsync("/api/v1/log/tail?node=n3&lines=1").GetAsyncEnumerator();
        Task<string> first = Await.NextAsync(lines, "the first line");
        await SayUntilAsync(first);
        (await first).ShouldContain("word of n3");

        await lines.DisposeAsync();

        // The question is dropped from the store when its reader has left, and the node that answers finds nobody there.
        await Await.UntilAsync("no question left", () => _play.Store.Waiting, waiting => waiting == 0);
    }

    private async Task SayUntilAsync(Task heard) => await Await.UntilAsync(
        "the line",
        () =>
        {
            _play["n3"].Say("word of n3");
            return heard.IsCompleted;
        },
        done => done);
}
