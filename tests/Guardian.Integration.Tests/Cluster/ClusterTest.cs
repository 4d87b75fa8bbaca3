namespace Guardian.Integration.Tests.Cluster;

/// <summary>A test on the cluster that several classes share: it begins when that is whole, and ends with the proof that nothing has lived twice.</summary>
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

/// <summary>Tests on <see cref="UsualCluster"/>, one after the other, and beside nothing else: leases are short, and nodes that start take both processors.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class UsualClusterTests : ICollectionFixture<UsualCluster>
{
    public const string Name = "the usual cluster";
}

/// <summary>Tests on clusters of their own, for the same reasons one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OwnClusterTests
{
    public const string Name = "clusters of their own";
}

/// <summary>Three nodes of the usual plan.</summary>
public sealed class UsualCluster : IAsyncLifetime
{
    internal TestCluster Cluster { get; private set; } = null!; // before any test

    /// <inheritdoc/>
    public async Task InitializeAsync() => Cluster = await TestCluster.StartAsync(new ClusterPlan());

    /// <inheritdoc/>
    public Task DisposeAsync() => Cluster.DisposeAsync().AsTask();
}
