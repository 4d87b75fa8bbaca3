namespace Guardian.Cluster.Postgres.Tests.Support;

/// <summary>Calls as tests make them most often.</summary>
internal static class StoreExtensions
{
    internal static async Task<JoinResult.Joined> JoinedAsync(this IClusterStore store, NodeCard card) =>
        (await store.JoinAsync(card, default)).ShouldBeOfType<JoinResult.Joined>();

    internal static async Task<Guid> SessionAsync(this IClusterStore store, string name, Guid? home = null) =>
        (await store.JoinedAsync(Scene.Card(name, home))).Session;

    internal static Task<Renewal?> RenewAsync(this IClusterStore store, Guid session, long known = 0) =>
        store.RenewAsync(session, Scene.Load(), known, default);

    internal static Task<LeaseGrant?> AcquireAsync(this IClusterStore store, Guid session, string key) => store.AcquireAsync(session, key, default);

    internal static async Task<ClusterView> ReadAsync(this IClusterStore store) => await store.ReadAsync(default);

    internal static Task ReleaseAsync(this IClusterStore store, Guid session, LeaseGrant grant) =>
        store.ReleaseAsync(session, grant, null, TimeSpan.Zero, default);
}
