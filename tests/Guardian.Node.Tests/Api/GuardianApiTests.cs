using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Guardian.Hosting;
using Guardian.Node.Tests.Support;
using Guardian.Workers;

namespace Guardian.Node.Tests.Api;

/// <summary>The API as a client meets it: a real socket, a real node, real processes.</summary>
public sealed class GuardianApiTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private ServedNode _served = null!;

    public async Task InitializeAsync() => _served = await ServedNode.StartAsync(guardian => guardian
        .WithWorker("mailer", worker =>
        {
            worker.Command("/bin/sh", "-c", "echo hello from $GUARDIAN_INSTANCE; exec sleep 600").Set("up-after", "0s").Instances(min: 1, max: 2, start: 1).Critical();
        }));

    public Task DisposeAsync() => _served.DisposeAsync().AsTask();

    [Fact]
    public void Only_the_owner_may_use_the_socket() =>
        File.GetUnixFileMode(_served.SocketPath).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);

    [Fact]
    public async Task The_worker_list_has_exactly_the_fields_of_the_contract()
    {
        await _served.Hosted.UntilAsync("mailer", "healthy", worker => worker.State == WorkerState.Healthy);

        JsonObject worker = (await GetAsync("/api/v1/workers")).AsArray().ShouldHaveSingleItem().ShouldNotBeNull().AsObject();

        Names(worker).ShouldBe(["critical", "desired", "group", "instances", "name", "queues", "reasons", "restarts", "running", "score", "state"]);
        ((string?)worker["name"]).ShouldBe("mailer");
        ((string?)worker["state"]).ShouldBe("healthy");
        ((bool)worker["critical"]!).ShouldBeTrue();
        JsonObject instance = worker["instances"]!.AsArray().ShouldHaveSingleItem().ShouldNotBeNull().AsObject();
        Names(instance).ShouldBe(
        [
            "busy", "cpuPercent", "descriptors", "faults", "id", "lastExit", "nextStartAt", "pid", "progress", "reasons", "responseSeconds", "restarts", "rssBytes",
            "startedAt", "state", "status", "task", "threads",
        ]);
        ((string?)instance["state"]).ShouldBe("healthy");
        Kernel.Runs((int)instance["pid"]!).ShouldBeTrue();

        Kernel.Kill((int)instance["pid"]!);
        await _served.Hosted.UntilAsync("mailer", "restarted", each => each is { Restarts: 1, Running: 1 });
        JsonObject exit = (await GetAsync("/api/v1/workers"))[0]!["instances"]![0]!["lastExit"].ShouldNotBeNull().AsObject();
        Names(exit).ShouldBe(["at", "code", "signal"]);
        ((string?)exit["signal"]).ShouldBe("SIGKILL");
    }

    [Fact]
    public async Task The_palettes_are_as_written_down() =>
        Snapshot.Matches("palettes.json", (await GetAsync("/api/v1/palettes")).ToJsonString(Indented) + "\n");

    [Fact]
    public async Task A_node_alone_says_with_the_palettes_why_there_is_none_of_the_cluster_and_the_same_when_asked()
    {
        using HttpResponseMessage palettes = await _served.Client.GetAsync("/api/v1/palettes");
        string why = palettes.Headers.GetValues("X-Guardian-Absent").ShouldHaveSingleItem();
        why.ShouldStartWith("cluster: this node is alone: ");
        foreach ((string method, string path) in new[] { ("GET", "/api/v1/cluster"), ("GET", "/api/v1/cluster/audit"), ("POST", "/api/v1/cluster/nodes/n1/drain") })
        {
            using HttpRequestMessage request = new(new HttpMethod(method), path);
            using HttpResponseMessage answer = await _served.Client.SendAsync(request);
            ("cluster: " + await ProblemAsync(answer, HttpStatusCode.Conflict)).ShouldBe(why);
        }

        (await _served.Client.GetAsync("/api/v1/workers")).Headers.Contains("X-Guardian-Absent").ShouldBeFalse();
    }

    [Fact]
    public async Task A_node_alone_does_not_look_at_what_concerns_a_cluster()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/workers?node=n9");
        request.Headers.Add("X-Guardian-Scope", "anything");
        using HttpResponseMessage answer = await _served.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).ShouldStartWith("[{\"name\":\"mailer\"");
    }

    [Theory]
    [InlineData("GET", "/api/v1/workers/mailr")]
    [InlineData("GET", "/api/v1/workers/mailr/logs")]
    [InlineData("POST", "/api/v1/workers/mailr/start")]
    [InlineData("POST", "/api/v1/workers/mailr/stop")]
    [InlineData("POST", "/api/v1/workers/mailr/restart")]
    public async Task An_unknown_worker_is_404_with_what_exists(string method, string path)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage answer = await _served.Client.SendAsync(request);

        (await ProblemAsync(answer, HttpStatusCode.NotFound)).ShouldContain("mailer");
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/api/v1/nothing")]
    [InlineData("GET", "/api/v1/nothing/index.html")]
    [InlineData("GET", "/api/v1/workers/mailer/nothing")]
    [InlineData("PUT", "/api/v1/nothing")]
    public async Task An_unknown_path_is_404_with_problem_details(string method, string path)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        using HttpResponseMessage answer = await _served.Client.SendAsync(request);

        (await ProblemAsync(answer, HttpStatusCode.NotFound)).ShouldContain(path);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("3")]
    [InlineData("null")]
    [InlineData("{\"instances\": 1} more")]
    [InlineData("\"\\ud800\"")]
    public async Task A_malformed_body_is_400(string body)
    {
        using HttpResponseMessage answer = await _served.PostAsync("/api/v1/workers/mailer/scale", body);

        (await ProblemAsync(answer, HttpStatusCode.BadRequest)).ShouldContain("JSON object");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_413_announced_or_not(bool announced)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/workers/mailer/scale")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(new string(' ', 64 * 1024) + "{}")),
        };
        request.Headers.TransferEncodingChunked = !announced;
        using HttpResponseMessage answer = await _served.Client.SendAsync(request);

        (await ProblemAsync(answer, HttpStatusCode.RequestEntityTooLarge)).ShouldContain("65536");
    }

    [Theory]
    [InlineData("scale", "{}", "instances")]
    [InlineData("scale", "{\"instances\": \"2\"}", "instances")]
    [InlineData("scale", "{\"instances\": 1.5}", "instances")]
    [InlineData("scale", "{\"instances\": true}", "instances")]
    [InlineData("scale", "{\"instances\": 99999999999}", "instances")]
    [InlineData("scale", "{\"instances\": 3}", "2")]
    [InlineData("scale", "{\"instances\": -1}", "1")]
    [InlineData("restart", "{\"all-at-once\": \"yes\"}", "all-at-once")]
    public async Task An_argument_of_another_kind_or_out_of_bounds_is_refused(string command, string body, string named)
    {
        using HttpResponseMessage answer = await _served.PostAsync("/api/v1/workers/mailer/" + command, body);

        (await ProblemAsync(answer, HttpStatusCode.Conflict)).ShouldContain(named);
        _served.Hosted.Node.Find("mailer").ShouldNotBeNull().Desired.ShouldBe(1);
    }

    [Fact]
    public async Task Scale_without_an_announced_length_is_done()
    {
        using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/workers/mailer/scale") { Content = new StringContent("{\"instances\": 2}") };
        request.Headers.TransferEncodingChunked = true;
        using HttpResponseMessage answer = await _served.Client.SendAsync(request);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        ((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["message"]).ShouldNotBeNullOrEmpty();
        await _served.Hosted.UntilAsync("mailer", "two processes", worker => worker.Running == 2);
    }

    [Fact]
    public async Task A_worker_is_shown_with_its_events_newest_first()
    {
        InstanceStatus instance = (await _served.Hosted.UntilAsync("mailer", "running", worker => worker.Running == 1)).Instances[0];
        Kernel.Kill(instance.Pid!.Value);
        await _served.Hosted.UntilAsync("mailer", "restarted", worker => worker is { Restarts: 1, Running: 1 });
        (await _served.Hosted.Node.StopWorkerAsync("mailer", "test")).ShouldBeOfType<CommandReply.Accepted>(); // stored, and with it all before

        JsonNode detail = await GetAsync("/api/v1/workers/mailer");

        Names(detail.AsObject()).ShouldBe(["command", "directory", "events", "risk", "worker"]);
        ((string?)detail["command"]![0]).ShouldBe("/bin/sh");
        string[] texts = [.. detail["events"]!.AsArray().Select(happened => (string)happened!["text"]!)];
        int ended = Array.FindIndex(texts, text => text.StartsWith("signal SIGKILL", StringComparison.Ordinal));
        ended.ShouldBeGreaterThanOrEqualTo(0, string.Join('\n', texts));
        Array.LastIndexOf(texts, $"started as process {instance.Pid}").ShouldBeGreaterThan(ended);
    }

    [Fact]
    public async Task The_other_readings_answer()
    {
        (await GetAsync("/api/v1/names/workers")).ToJsonString().ShouldBe("[\"mailer\"]");
        ((int)(await GetAsync("/api/v1/node"))["pid"]!).ShouldBe(Environment.ProcessId);
        ((string?)(await GetAsync("/api/v1/actors"))[0]!["name"]).ShouldBe("user");
        ((string?)(await GetAsync("/api/v1/configuration/check"))["message"]).ShouldNotBeNull().ShouldContain("1 worker");
    }

    [Fact]
    public async Task A_stop_of_the_node_is_answered_before_it_happens()
    {
        _served.StopAsked.ShouldBeFalse();

        using HttpResponseMessage answer = await _served.PostAsync("/api/v1/node/stop", "{}");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        await Await.UntilAsync("the request to stop", () => _served.StopAsked, asked => asked);
    }

    private static string[] Names(JsonObject value) => [.. value.Select(field => field.Key).Order(StringComparer.Ordinal)];

    private static async Task<string> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status)
    {
        string body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, body);
        answer.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("application/problem+json");
        JsonObject problem = JsonNode.Parse(body)!.AsObject();
        Names(problem).ShouldBe(["detail", "status", "title"]);
        ((int)problem["status"]!).ShouldBe((int)status);
        return (string)problem["detail"]!;
    }

    private async Task<JsonNode> GetAsync(string path)
    {
        using HttpResponseMessage answer = await _served.Client.GetAsync(path);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType.ShouldNotBeNull().MediaType.ShouldBe("application/json");
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}
