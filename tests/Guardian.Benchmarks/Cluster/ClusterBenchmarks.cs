using System.Collections.Immutable;
using System.Globalization;
using Guardian.Cluster;
using Guardian.Cluster.Postgres;
using Guardian.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Guardian.Benchmarks.Cluster;

/// <summary>Measures what the nodes of a cluster ask of PostgreSQL, beside a bare round trip and a bare commit on the same server, with fsync.</summary>
public static class ClusterBenchmarks
{
    private static readonly TimeSpan s_lease = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_rest = TimeSpan.FromSeconds(20);
    private static readonly NodeLoad s_load = new(12.5, 40, 20, 25, "healthy", 98);
    private static readonly TimeProvider s_time = TimeProvider.System;

    /// <summary>Runs all measurements, about two minutes.</summary>
    /// <param name="output">Receives one line per figure.</param>
    /// <returns>When it is done.</returns>
    public static async Task RunAsync(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync(fsync: true, "max_connections = 600");
        await LatenciesAsync(output, server);
        await output.WriteLineAsync(Line($"a node at rest: lease {s_lease.TotalSeconds:0} s, renewed at a third of it, listening; measured over {s_rest.TotalSeconds:0} s"));
        foreach (int nodes in new[] { 0, 1, 10, 100 })
        {
            await using ThrowawayDatabase database = await server.CreateDatabaseAsync();
            await RestAsync(output, database, nodes);
        }
    }

    private static async Task LatenciesAsync(TextWriter output, ThrowawayPostgres server)
    {
        await using ThrowawayDatabase database = await server.CreateDatabaseAsync();
        await using NpgsqlConnection bare = new(database.ConnectionString + ";Pooling=false");
        await bare.OpenAsync();
        await using NpgsqlCommand create = new("CREATE TABLE bare (id int PRIMARY KEY, at timestamptz); INSERT INTO bare VALUES (1, now())", bare);
        await create.ExecuteNonQueryAsync();
        await using NpgsqlCommand select = new("SELECT 1", bare);
        await using NpgsqlCommand update = new("UPDATE bare SET at = clock_timestamp() WHERE id = 1", bare);
        await using PostgresClusterStore store = Store(database);
        Guid session = await JoinAsync(store, "n0");

        await TimeAsync(output, "bare SELECT 1", 3000, _ => select.ExecuteScalarAsync());
        await TimeAsync(output, "bare UPDATE of one row, committed", 1000, _ => update.ExecuteNonQueryAsync());
        await TimeAsync(output, "renewal, 1 member", 1000, _ => store.RenewAsync(session, s_load, long.MaxValue, default));
        await TimeAsync(output, "lease acquired", 1000, index => store.AcquireAsync(session, Key(index), default));
        await TimeAsync(output, "lease acquired, held already", 1000, index => store.AcquireAsync(session, Key(index), default));
        Guid other = await JoinAsync(store, "n1");
        await TimeAsync(output, "lease refused, held by another", 1000, index => store.AcquireAsync(other, Key(index), default));
        LeaseGrant[] grants = [.. (await store.ReadAsync(default)).Leases.Select(lease => new LeaseGrant(lease.Key, lease.Token))];
        await TimeAsync(output, "lease given back", grants.Length, async index =>
        {
            await store.ReleaseAsync(session, grants[index], null, TimeSpan.Zero, default);
            return true;
        });
        await TimeAsync(output, "renewal with a view of 1000 leases", 200, _ => store.RenewAsync(session, s_load, 0, default));
        await store.TidyAsync(TimeSpan.FromTicks(1), default);
        for (int index = 2; index < 1000; index++)
        {
            await JoinAsync(store, Name(index));
            if (index is 99 or 999)
            {
                long version = (await store.ReadAsync(default)).Version;
                await TimeAsync(output, Line($"renewal, {index + 1} members"), 1000, _ => store.RenewAsync(session, s_load, version, default));
            }
        }

        await TimeAsync(output, "the whole state, 1000 members", 100, _ => store.ReadAsync(default));
    }

    private static async Task RestAsync(TextWriter output, ThrowawayDatabase database, int nodes)
    {
        List<PostgresClusterStore> stores = [];
        try
        {
            using CancellationTokenSource stop = new();
            List<Task> renewing = [];
            for (int index = 0; index < nodes; index++)
            {
                PostgresClusterStore store = Store(database);
                stores.Add(store);
                store.Listen(Name(index), _ => { });
                Guid session = await JoinAsync(store, Name(index));
                renewing.Add(RenewAsync(store, session, stop.Token));
            }

            if (nodes > 0)
            {
                await Task.Delay(s_lease, s_time); // until everybody knows the last change
            }

            Counters before = await CountersAsync(database);
            long begun = s_time.GetTimestamp();
            await Task.Delay(s_rest, s_time);
            Counters after = await CountersAsync(database);
            double seconds = s_time.GetElapsedTime(begun).TotalSeconds;
            await output.WriteLineAsync(Line(
                $"{nodes,4} nodes  {(after.Transactions - before.Transactions) / seconds,7:0.0} transactions/s  {(after.Read - before.Read) / seconds,8:0} rows read/s  {(after.Updated - before.Updated) / seconds,6:0.0} rows written/s  {(after.Hot - before.Hot) / Math.Max(1.0, after.Updated - before.Updated),5:P0} of them without an index  {(after.Wal - before.Wal) / seconds / 1024,7:0.0} KiB WAL/s  {(after.Cpu - before.Cpu).TotalSeconds / seconds,6:P2} of a core"));
            await stop.CancelAsync();
            await Task.WhenAll(renewing);
        }
        finally
        {
            foreach (PostgresClusterStore store in stores)
            {
                await store.DisposeAsync();
            }
        }
    }

    private static async Task RenewAsync(PostgresClusterStore store, Guid session, CancellationToken stop)
    {
        long known = 0;
        try
        {
            while (true)
            {
                known = (await store.RenewAsync(session, s_load, known, stop))?.Version ?? throw new InvalidOperationException("a lease has ended");
                await Task.Delay(s_lease / 3, s_time, stop);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }

    private static async Task TimeAsync<T>(TextWriter output, string what, int times, Func<int, Task<T>> call)
    {
        double[] taken = new double[times];
        for (int index = 0; index < times; index++)
        {
            long begun = s_time.GetTimestamp();
            await call(index);
            taken[index] = s_time.GetElapsedTime(begun).TotalMilliseconds;
        }

        Array.Sort(taken);
        await output.WriteLineAsync(Line($"{what,-36}  median {taken[times / 2],7:0.000} ms  p99 {taken[times * 99 / 100],7:0.000} ms"));
    }

    private static async Task<Counters> CountersAsync(ThrowawayDatabase database)
    {
        // The first value is cast to text, because one value comes back.
        string text = (string)(await database.QueryAsync("""
            SELECT concat_ws(' ', d.xact_commit + d.xact_rollback, d.tup_returned + d.tup_fetched, coalesce(sum(t.n_tup_ins + t.n_tup_upd + t.n_tup_del), 0),
              coalesce(sum(t.n_tup_hot_upd), 0), (SELECT wal_bytes FROM pg_stat_wal))
            FROM pg_stat_database d LEFT JOIN pg_stat_user_tables t ON true WHERE d.datname = current_database()
            GROUP BY d.xact_commit, d.xact_rollback, d.tup_returned, d.tup_fetched
            """))!;
        long[] values = [.. text.Split(' ').Select(value => long.Parse(value, CultureInfo.InvariantCulture))];
        return new Counters(values[0], values[1], values[2], values[3], values[4], CpuOf(database.Server.ProcessId));
    }

    /// <summary>Processor time of a server's processes that run now.</summary>
    private static TimeSpan CpuOf(int server)
    {
        const int TicksPerSecond = 100; // USER_HZ, the same on every Linux that .NET runs on
        long ticks = 0;
        foreach (string directory in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                string stat = File.ReadAllText(Path.Combine(directory, "stat"));
                string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                if (int.Parse(fields[1], CultureInfo.InvariantCulture) == server)
                {
                    ticks += long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    private static PostgresClusterStore Store(ThrowawayDatabase database) =>
        new(database.ConnectionString, new ClusterTuning { CallTimeout = TimeSpan.FromSeconds(30) }, s_time, NullLogger.Instance);

    private static async Task<Guid> JoinAsync(PostgresClusterStore store, string name)
    {
        NodeCard card = new()
        {
            Name = name,
            Home = Guid.NewGuid(),
            Version = "1.0",
            Roles = ["web"],
            Host = $"{name}.example.org",
            Lease = s_lease * 100, // latencies are measured one after another, longer than a lease
            Floating = ImmutableSortedDictionary<string, string>.Empty.Add("mailer", "0123456789abcdef"),
        };
        return ((JoinResult.Joined)await store.JoinAsync(card, default)).Session;
    }

    private static string Name(int index) => string.Create(CultureInfo.InvariantCulture, $"n{index}");

    private static string Key(int index) => string.Create(CultureInfo.InvariantCulture, $"job/{index}");

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed record Counters(long Transactions, long Read, long Updated, long Hot, long Wal, TimeSpan Cpu);
}
