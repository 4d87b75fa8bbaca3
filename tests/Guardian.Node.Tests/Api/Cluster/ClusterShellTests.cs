using System.Text;
using Guardian.Cluster;
using Guardian.Node.Tests.Support;
using Guardian.Shell;
using Guardian.Workers;

namespace Guardian.Node.Tests.Api.Cluster;

/// <summary>What a person sees who asks one node of two with <c>pbm</c>.</summary>
#pragma warning disable CA1001 // disposed of by DisposeAsync
public sealed class ClusterShellTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly ClusterPlay _play = new();

    public async Task InitializeAsync()
    {
        await _play.StartAsync("n1", guardian => guardian.WithWorker("one", HostedNode.Sleeper));
        await _play.StartAsync("n2", guardian => guardian.WithWorker("two", HostedNode.Sleeper), floats: true);
        await _play["n1"].Hosted.UntilAsync("one", "healthy", worker => worker.State == WorkerState.Healthy);
        await _play["n2"].Hosted.UntilAsync("two", "healthy", worker => worker.State == WorkerState.Healthy);
    }

    public Task DisposeAsync() => _play.DisposeAsync().AsTask();

    [Fact]
    public async Task The_cluster_with_its_troubles()
    {
        await _play.JoinAsync("n3", floats: true, fingerprint: "other");
        LeaseGrant grant = (await _play.Store.AcquireAsync(_play.SessionOf("n2"), LeaseKeys.Worker(ClusterPlay.Floater, 0), default)).ShouldNotBeNull();
        grant.Token.ShouldBe(1);
        await _play.Store.IntendAsync(ClusterPlay.Floater, true, 2, "ann", default);
        await _play.Store.RenewAsync(_play.SessionOf("n1"), new NodeLoad(12.5, 40, 1, 1, "healthy", 100), 0, default);
        await _play.JoinAsync("n4");
        await _play.LoseAsync("n4");

        (int code, string output, string error) = await PbmAsync("cluster", "show");

        (code, error).ShouldBe((0, ""));
        Snapshot.Matches("cluster-show.txt", output);
    }

    [Fact]
    public async Task Lists_name_their_nodes_and_what_is_missing_is_said_on_standard_error()
    {
        (int code, string output, string error) = await PbmAsync("worker", "list");
        (code, error).ShouldBe((0, ""));
        output.Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(3)))
            .ShouldBe(["NODE WORKER STATE", "n1 one healthy", "n2 two healthy", ""]);

        await _play.LoseAsync("n2");

        (code, output, error) = await PbmAsync("worker", "list");
        (code, error).ShouldBe((0, "pbm: warning: n2 could not be asked; what is there is missing here\n"));
        output.ShouldNotContain("two");
    }

    [Fact]
    public async Task Commands_reach_the_other_node_and_the_audit_says_who()
    {
        (await PbmAsync("worker", "stop", "two")).ShouldBe((0, "n2: two: stopping, and staying stopped until 'worker start'\n", ""));
        (int code, string output, _) = await PbmAsync("cluster", "audit");

        code.ShouldBe(0);
        output.ShouldContain("pbm/ann");
        output.ShouldContain("POST /api/v1/workers/two/stop");
        (await PbmAsync("cluster", "drain", "n2")).Code.ShouldBe(0);
        (await PbmAsync("cluster", "leave", "--yes")).ShouldBe((0, "n1 leaves for pbm/ann@n1\n", ""));
        (await PbmAsync("cluster", "leave", "n2", "--yes")).ShouldBe((0, "n2 leaves for pbm/ann@n1\n", ""));
        (await PbmAsync("cluster", "down", "n2", "--yes")).Code.ShouldBe(1);
        (await PbmAsync("node", "stop", "--node", "all", "--yes")).ShouldBe((1, "", "pbm: this is done on one node at a time; name it with --node\n"));
        (await PbmAsync("node", "show", "--node", "n9")).ShouldBe((1, "", "pbm: there is no node 'n9'; there is n1, n2\n"));
    }

    private async Task<(int Code, string Output, string Error)> PbmAsync(params string[] words)
    {
        using MemoryStream output = new();
        using StringWriter error = new() { NewLine = "\n" };
        int code = await PbmProgram.RunAsync(
            ["unix:" + _play["n1"].SocketPath, .. words],
            new PbmEnvironment
            {
                Output = output,
                Error = error,
                Input = () => new StringReader(""),
                Time = _play.StoreClock,
                Variable = name => name == "USER" ? "ann" : null,
                OnInterrupt = _ => new MemoryStream(),
            },
            CancellationToken.None);
        return (code, Encoding.UTF8.GetString(output.ToArray()), error.ToString());
    }
}
