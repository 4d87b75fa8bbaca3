using System.Collections.Immutable;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Guardian.Cluster.Postgres;

/// <summary>What the nodes of a cluster share, on PostgreSQL 15 or later, in the schema <c>guardian</c>.</summary>
/// <remarks>
/// <para>Time is the database server's clock alone. Every call is one statement in one transaction, ends within
/// <see cref="ClusterTuning.CallTimeout"/>, and is run once more when an idle connection turns out to be dead; all of them stand that.</para>
/// <para>It takes up to two connections more than <see cref="ClusterTuning.Connections"/>: one for renewals alone, one to listen on.</para>
/// </remarks>
public sealed partial class PostgresClusterStore : IClusterStore
{
    private readonly ClusterLink _link;
    private readonly ClusterListener _listener;
    private readonly ClusterSchema _schema;
    private readonly Deliveries _deliveries = new();
    private readonly DoubtfulReleases _doubts = new();
    private long _revision; // of the card, over all memberships of this object; Interlocked

    internal PostgresClusterStore(
        string connectionString, ClusterTuning tuning, IReadOnlyList<ClusterMigration> steps, TimeProvider time, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(connectionString);
        ArgumentNullException.ThrowIfNull(tuning);
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(log);
        tuning.Check();
        ClusterAddress address = new(connectionString, tuning);
        Leftovers leftovers = new(address.Name, log);
        Name = address.Name;
        _schema = new ClusterSchema(address, steps, log);
        _link = new ClusterLink(address, tuning, _schema, leftovers, time, log);
        _listener = new ClusterListener(address, tuning, leftovers, time, log);
    }

    /// <summary>A store that connects when it is first used: the database may be away.</summary>
    /// <param name="connectionString">Of the database; it may hold a password, which is never repeated.</param>
    /// <param name="tuning">Limits.</param>
    /// <param name="time">For limits of time.</param>
    /// <param name="log">For what is worth telling.</param>
    /// <exception cref="ArgumentException">The connection string is not understood.</exception>
    public PostgresClusterStore(string connectionString, ClusterTuning tuning, TimeProvider time, ILogger log)
        : this(connectionString, tuning, ClusterSteps.All, time, log)
    {
    }

    /// <inheritdoc />
    public string Name { get; }

    /// <summary>Connects, and brings the schema to the newest step.</summary>
    /// <param name="connectionString">Of the database; it may hold a password, which is never repeated.</param>
    /// <param name="tuning">Limits.</param>
    /// <param name="time">For limits of time.</param>
    /// <param name="log">For what is worth telling.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The store, which has been used once.</returns>
    /// <exception cref="ArgumentException">The connection string is not understood.</exception>
    /// <exception cref="ClusterUnavailableException">The database cannot be reached or used.</exception>
    public static async Task<PostgresClusterStore> OpenAsync(
        string connectionString, ClusterTuning tuning, TimeProvider time, ILogger log, CancellationToken stop = default)
    {
        PostgresClusterStore store = new(connectionString, tuning, time, log);
        try
        {
            await store.ReadAsync(stop).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc />
    /// <remarks><see cref="ClusterSignal.Reconnected"/> comes also when the line is up for the first time.</remarks>
    public IDisposable Listen(string node, Action<ClusterSignal> heard)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(heard);
        return _listener.Add(node, heard);
    }

    /// <inheritdoc />
    public async Task<JoinResult> JoinAsync(NodeCard card, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(card.Lease, TimeSpan.Zero);
        Guid session = Guid.NewGuid();
        return await _link.CallAsync(_link.Others, async (connection, giveUp) =>
        {
            long ticket = (long)(await new ClusterCommand(ClusterSql.Ticket).ValueAsync(connection).ConfigureAwait(false))!;
            // Given up meanwhile, it would join after the next attempt, with a later ticket.
            giveUp.ThrowIfCancellationRequested();
            List<JoinResult> answer = await new ClusterCommand(ClusterSql.Join)
                .With(ticket).With(session).With(card.Name).With(card.Home).With(card.Version).With(Json(card.Roles)).With(card.Host).With(card.Lease)
                .With(Json(card.Floating)).RowsAsync(connection, row => Joined(row, card, session)).ConfigureAwait(false);
            return answer[0];
        }, stop).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async Task<Renewal?> RenewAsync(Guid session, NodeLoad load, long knownVersion, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(load);
        ClusterCommand renew = new ClusterCommand(ClusterSql.Renew)
            .With(session).With(load.CpuPercent).With(load.MemoryPercent).With(load.Workers).With(load.Instances).With(load.State).With(load.Score)
            .With(knownVersion);
        List<(Renewal Renewal, int Needs)> rows = await _link.CallAsync(
            _link.Renewals,
            (connection, _) => renew.RowsAsync(connection, row =>
            {
                long version = row.GetInt64(0);
                TimeSpan? next = row.IsDBNull(1) ? null : ClusterStateReader.Span(row.GetInt64(1));
                ClusterView? view = row.IsDBNull(3) ? null : ClusterStateReader.Read(version, row.GetString(3));
                return (new Renewal(version, next, view), row.GetInt32(2));
            }),
            stop).ConfigureAwait(false);
        if (rows is [])
        {
            _doubts.Forget(session);
            return null;
        }

        _schema.CheckNeeds(rows[0].Needs);
        return rows[0].Renewal;
    }

    /// <inheritdoc />
    /// <remarks>The length of the lease is that of the join, whatever the new card says.</remarks>
    public Task<bool> UpdateAsync(Guid session, NodeCard card, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(card);
        return TruthAsync(
            new ClusterCommand(ClusterSql.Update)
                .With(session).With(Interlocked.Increment(ref _revision)).With(card.Version).With(Json(card.Roles)).With(card.Host).With(Json(card.Floating)),
            stop);
    }

    /// <inheritdoc />
    public Task LeaveAsync(Guid session, CancellationToken stop) => TruthAsync(new ClusterCommand(ClusterSql.Leave).With(session), stop);

    /// <inheritdoc />
    /// <remarks>Buries members whose lease has ended first, as a renewal does.</remarks>
    public async Task<ClusterView> ReadAsync(CancellationToken stop)
    {
        List<ClusterView> rows = await RowsAsync(
            new ClusterCommand(ClusterSql.Read), row => ClusterStateReader.Read(row.GetInt64(0), row.GetString(1)), stop).ConfigureAwait(false);
        return rows[0];
    }

    /// <inheritdoc />
    /// <remarks>
    /// When a release of this object got no answer, so that it may still be carried out, the membership is granted the lease anew, with another token.
    /// </remarks>
    public async Task<LeaseGrant?> AcquireAsync(Guid session, string key, CancellationToken stop)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        long? doubt = _doubts.Of(session, key);
        object? token = await CallAsync(new ClusterCommand(ClusterSql.Acquire).With(session).With(key).With(doubt).ValueAsync, stop)
            .ConfigureAwait(false);
        return token is long number ? new LeaseGrant(key, number) : null;
    }

    /// <inheritdoc />
    public async Task ReleaseAsync(Guid session, LeaseGrant grant, string? reservedFor, TimeSpan reserve, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(grant);
        _doubts.Add(session, grant);
        await TruthAsync(
            new ClusterCommand(ClusterSql.Release).With(session).With(grant.Key).With(grant.Token).With(reservedFor).With(reserve), stop)
            .ConfigureAwait(false);
        _doubts.Remove(session, grant);
    }

    /// <inheritdoc />
    public Task<bool> DrainAsync(string node, bool draining, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(node);
        return TruthAsync(new ClusterCommand(ClusterSql.Drain).With(node).With(draining), stop);
    }

    /// <inheritdoc />
    public async Task<MemberState?> DownAsync(string node, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(node);
        object? state = await CallAsync(new ClusterCommand(ClusterSql.Down).With(node).ValueAsync, stop).ConfigureAwait(false);
        return state is string word ? ClusterStateReader.State(word) : null;
    }

    /// <inheritdoc />
    public Task IntendAsync(string worker, bool run, int? instances, string by, CancellationToken stop)
    {
        ArgumentException.ThrowIfNullOrEmpty(worker);
        ArgumentNullException.ThrowIfNull(by);
        return TruthAsync(new ClusterCommand(ClusterSql.Intend).With(worker).With(run).With(instances).With(by), stop);
    }

    /// <inheritdoc />
    public async Task<long> TidyAsync(TimeSpan olderThan, CancellationToken stop)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(olderThan, TimeSpan.Zero);
        const int Some = 500; // in one transaction, so that none takes long
        long deleted = 0;
        while (true)
        {
            long more = (long)(await CallAsync(new ClusterCommand(ClusterSql.Tidy).With(olderThan).With(Some).ValueAsync, stop).ConfigureAwait(false))!;
            deleted += more;
            if (more < Some)
            {
                return deleted;
            }
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _link.DisposeAsync().ConfigureAwait(false);
        _deliveries.Dispose();
    }

    private static JoinResult Joined(DbDataReader row, NodeCard card, Guid session)
    {
        if (row.IsDBNull(0))
        {
            return new JoinResult.Joined(session, ClusterStateReader.Read(row.GetInt64(3), row.GetString(4)));
        }

        return new JoinResult.Refused(row.GetString(0) == "live"
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"the name {card.Name} belongs to another node that is live, on {row.GetString(1)}; give this one another name (guardian.node.name), or stop that one: it counts as lost in {ClusterStateReader.Span(row.GetInt64(2)).TotalSeconds:0.0} s")
            : $"{card.Name} has joined again since; this was a late attempt");
    }

    private static string Json(ImmutableArray<string> roles) => JsonSerializer.Serialize(roles, ClusterStateJson.Default.ImmutableArrayString);

    private static string Json(ImmutableSortedDictionary<string, string> floating) =>
        JsonSerializer.Serialize(floating, ClusterStateJson.Default.ImmutableSortedDictionaryStringString);

    private Task<T> CallAsync<T>(Func<NpgsqlConnection, Task<T>> call, CancellationToken stop) =>
        _link.CallAsync(_link.Others, (connection, _) => call(connection), stop);

    private Task<List<T>> RowsAsync<T>(ClusterCommand command, Func<DbDataReader, T> read, CancellationToken stop) =>
        CallAsync(connection => command.RowsAsync(connection, read), stop);

    private async Task<bool> TruthAsync(ClusterCommand command, CancellationToken stop) =>
        (bool)(await CallAsync(command.ValueAsync, stop).ConfigureAwait(false))!;
}
