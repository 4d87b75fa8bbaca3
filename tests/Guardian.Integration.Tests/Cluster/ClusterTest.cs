namespace Guardian.Integration.Tests.Cluster;

/// <summary>A test on the cluster that the tests of a class share: it begins when that is whole, and ends with the proof that nothing has lived twice.</summary>
public abstract class ClusterTest : IAsyncLifetime
{
    private readonly UsualCluster _usual;

    private protected ClusterTest(UsualCluster usual) => _usual = usual;

    private protected TestCluster Cluster => _usual.Cluster;

    /// <inheritdoc/>
    public Task InitializeAsync() => Cluster.WholeAsync();

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        Cluster.Check();
        return Task.CompletedTask;
    }
}

/// <summary>Three nodes of the usual plan, for the tests of one class.</summary>
public sealed class UsualCluster : IAsyncLifetime
{
    internal TestCluster Cluster { get; private set; } = null!; // before any test

    /// <inheritdoc/>
    public async Task InitializeAsync() => Cluster = await TestCluster.StartAsync(new ClusterPlan());

    /// <inheritdoc/>
    public Task DisposeAsync() => Cluster.DisposeAsync().AsTask();
}
