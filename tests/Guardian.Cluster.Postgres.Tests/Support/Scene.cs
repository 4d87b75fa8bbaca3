using System.Collections.Immutable;
using Guardian.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Guardian.Cluster.Postgres.Tests.Support;

/// <summary>A database of one test's own, the stores that use it, and a hand in the database itself.</summary>
/// <remarks>
/// Leases are long, and end when a test says so: <see cref="ExpireAsync(string)"/> moves the end of one, as the database tells time. So no test has to
/// wait for one.
/// </remarks>
internal sealed class Scene : IAsyncDisposable
{
    /// <summary>No call of these tests takes nearly as long, on a busy machine either.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly List<IAsyncDisposable> _open = [];
    private NpgsqlConnection? _eye; // that UntilAsync looks with

    private Scene(ThrowawayDatabase database) => Database = database;

    internal ThrowawayDatabase Database { get; }

    internal static ClusterTuning Tuning { get; } = new() { CallTimeout = Patience, Connections = 4, Seed = 1 };

    internal static async Task<Scene> CreateAsync() => new(await ThrowawayDatabase.CreateAsync());

    internal static NodeCard Card(string name, Guid? home = null, TimeSpan? lease = null, string[]? roles = null, string version = "1.0") => new()
    {
        Name = name,
        Home = home ?? Guid.NewGuid(),
        Version = version,
        Roles = [.. roles ?? []],
        Host = $"host-of-{name}",
        Lease = lease ?? TimeSpan.FromHours(1),
        Floating = ImmutableSortedDictionary<string, string>.Empty,
    };

    internal static NodeLoad Load(int score = 100) => new(12.5, null, 3, 4, "healthy", score);

    internal static RemoteRequest Request(string to, string method = "POST", string from = "asker", TimeSpan? giveUp = null, bool streams = false) => new()
    {
        Id = Guid.NewGuid(),
        To = to,
        From = from,
        By = "somebody",
        Method = method,
        Path = "/api/workers/mailer?x=1",
        Body = method == "GET" ? null : """{"replica":3}""",
        GiveUpAfter = giveUp ?? TimeSpan.FromHours(1),
        Streams = streams,
    };

    internal PostgresClusterStore Store(string? connectionString = null, ClusterTuning? tuning = null, IReadOnlyList<ClusterMigration>? steps = null)
    {
        PostgresClusterStore store = new(
            connectionString ?? Database.ConnectionString, tuning ?? Tuning, steps ?? ClusterSteps.All, TimeProvider.System, NullLogger.Instance);
        _open.Add(store);
        return store;
    }

    /// <summary>A connection beside the stores, to look, to lock and to hold up.</summary>
    internal async Task<NpgsqlConnection> HandAsync()
    {
        NpgsqlConnection hand = new(Database.ConnectionString + ";Pooling=false");
        _open.Add(hand);
        await hand.OpenAsync();
        return hand;
    }

    /// <summary>Ends a member's lease, one second ago.</summary>
    internal Task ExpireAsync(string name) => ExpireAsync(name, TimeSpan.FromSeconds(-1));

    /// <summary>Moves the end of a member's lease.</summary>
    internal Task ExpireAsync(string name, TimeSpan from) => Database.ExecuteAsync(FormattableString.Invariant(
        $"UPDATE guardian.sessions SET expires_at = clock_timestamp() + interval '{from.TotalMilliseconds} ms' WHERE name = '{name}'"));

    /// <summary>Waits until the database says so.</summary>
    /// <param name="condition">A condition in SQL.</param>
    internal async Task UntilAsync(string condition)
    {
        _eye ??= await HandAsync();
        await using NpgsqlCommand look = new($"SELECT {condition}", _eye);
        long begun = TimeProvider.System.GetTimestamp();
        while (await look.ExecuteScalarAsync() is not true)
        {
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Patience, condition);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    /// <summary>Waits until so many sessions of the database wait for a lock.</summary>
    internal Task UntilBlockedAsync(int count = 1) => UntilAsync(FormattableString.Invariant(
        $"(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock') = {count}"));

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable open in _open)
        {
            await open.DisposeAsync();
        }

        await Database.DisposeAsync();
    }
}
