using Guardian.Node.Tests.Support;
using Guardian.Workers;

namespace Guardian.Node.Tests.Api.Cluster;

/// <summary>Three nodes that are read only: each has a mailer, two a worker of their own, n2 and n3 define a floating one.</summary>
public sealed class ThreeNodes : IAsyncLifetime
{
    public ClusterPlay Play { get; } = new();

    public async Task InitializeAsync()
    {
        await Play.StartAsync("n1", guardian => guardian.WithWorker("mailer", Says("n1")).WithWorker("one", HostedNode.Sleeper));
        await Play.StartAsync("n2", guardian => guardian.WithWorker("mailer", Says("n2")).WithWorker("two", HostedNode.Sleeper), floats: true);
        await Play.StartAsync("n3", guardian => guardian.WithWorker("mailer", Says("n3")), floats: true);
        foreach (string name in (string[])["n1", "n2", "n3"])
        {
            await Play[name].Hosted.UntilAsync("mailer", "healthy", worker => worker.State == WorkerState.Healthy);
        }
    }

    public Task DisposeAsync() => Play.DisposeAsync().AsTask();

    private static Action<Guardian.Hosting.WorkerBuilder> Says(string node) =>
        worker => worker.Command("/bin/sh", "-c", $"echo hello from {node}; exec sleep 600").Set("up-after", "0s");
}
