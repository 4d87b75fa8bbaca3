using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Guardian.Journal;
using Guardian.Persistence.Sql;
using Guardian.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using NpgsqlTypes;

namespace Guardian.Benchmarks.Store;

/// <summary>Measures the journal on PostgreSQL beside bare inserts and COPY, on a server of its own whose commits reach the disk.</summary>
internal static class PostgresBenchmarks
{
    private static readonly byte[] s_content =
        Encoding.UTF8.GetBytes("""{"worker":"mailer","replica":3,"pid":48213,"exit":{"code":1},"after-ms":5312,"reason":"exited with code 1, 2 of 5 restarts used"}""");

    private static readonly DateTimeOffset s_at = new(2031, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Runs all measurements, about a minute.</summary>
    /// <param name="output">Receives one line per figure.</param>
    public static async Task RunAsync(TextWriter output)
    {
        TimeProvider time = TimeProvider.System;
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync(fsync: true);
        await output.WriteLineAsync(Line($"PostgreSQL {await server.QueryAsync("SHOW server_version")}, fsync on, TCP on loopback; events of {s_content.Length} bytes; rates are the best of 3 rounds"));
        await using ThrowawayDatabase bare = await server.CreateDatabaseAsync();
        await bare.ExecuteAsync("""
            CREATE TABLE events (position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, stream_id bigint, sequence bigint, type_id bigint, at bigint, json bytea);
            CREATE UNIQUE INDEX s ON events (stream_id, sequence) INCLUDE (position); CREATE INDEX t ON events (type_id, position); CREATE INDEX a ON events (at, position);
            """);
        await using ThrowawayDatabase database = await server.CreateDatabaseAsync();
        await using IEventJournal journal = await PostgresJournal.OpenAsync(database.ConnectionString, time, NullLogger.Instance);
        await AppendAsync(journal, time, 100, 2000); // compiled code and plans for everyone
        foreach ((int batch, int events) in new[] { (1, 1500), (100, 30_000), (1000, 60_000) })
        {
            double inserts = await BestAsync(() => InsertAsync(bare, time, batch, events));
            double copied = await BestAsync(() => CopyAsync(bare, time, batch, events));
            double appended = await BestAsync(() => AppendAsync(journal, time, batch, events));
            await output.WriteLineAsync(Line($"{batch,4} a transaction: bare prepared INSERT loop {inserts,9:N0} events/s, COPY {copied,9:N0}, journal {appended,9:N0} ({appended / inserts:P0} of INSERT, {appended / copied:P0} of COPY)"));
        }

        (double rate, double median, double worst) = await CallersAsync(database, time, nodes: 1, callers: 64, each: 100);
        await output.WriteLineAsync(Line($"64 callers on one node, appends of 1:     {rate,9:N0} events/s, p50 {median:N1} ms, p99 {worst:N1} ms"));
        (rate, median, worst) = await CallersAsync(database, time, nodes: 8, callers: 1, each: 200);
        await output.WriteLineAsync(Line($"8 nodes with one caller each, appends of 1: {rate,7:N0} events/s, p50 {median:N1} ms, p99 {worst:N1} ms"));
        double read = await BestAsync(() => ReadAsync(journal, time));
        await output.WriteLineAsync(Line($"all streams read in order of commit:      {read,9:N0} events/s"));
        await BusLatency.RunAsync(output, server, time);
    }

    private static async Task<double> InsertAsync(ThrowawayDatabase database, TimeProvider time, int batch, int events)
    {
        await database.ExecuteAsync("TRUNCATE events");
        await using NpgsqlConnection connection = new(database.ConnectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand insert = new("INSERT INTO events (stream_id, sequence, type_id, at, json) VALUES ($1, $2, $3, $4, $5)", connection);
        NpgsqlParameter<long>[] numbers = [.. Enumerable.Range(0, 4).Select(_ => new NpgsqlParameter<long>())];
        insert.Parameters.AddRange(numbers);
        insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = s_content });
        await insert.PrepareAsync();
        long began = time.GetTimestamp();
        for (int done = 0; done < events; done += batch)
        {
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            for (int index = 0; index < batch; index++)
            {
                numbers[0].TypedValue = done / batch % 10;
                numbers[1].TypedValue = done + index;
                numbers[2].TypedValue = 1;
                numbers[3].TypedValue = s_at.ToUnixTimeMilliseconds();
                await insert.ExecuteNonQueryAsync();
            }

            await transaction.CommitAsync();
        }

        return events / time.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> CopyAsync(ThrowawayDatabase database, TimeProvider time, int batch, int events)
    {
        await database.ExecuteAsync("TRUNCATE events");
        await using NpgsqlConnection connection = new(database.ConnectionString);
        await connection.OpenAsync();
        long began = time.GetTimestamp();
        for (int done = 0; done < events; done += batch)
        {
            await using NpgsqlBinaryImporter copy = await connection.BeginBinaryImportAsync("COPY events (stream_id, sequence, type_id, at, json) FROM STDIN (FORMAT binary)");
            for (int index = 0; index < batch; index++)
            {
                await copy.StartRowAsync();
                await copy.WriteAsync((long)(done / batch % 10), NpgsqlDbType.Bigint);
                await copy.WriteAsync((long)(done + index), NpgsqlDbType.Bigint);
                await copy.WriteAsync(1L, NpgsqlDbType.Bigint);
                await copy.WriteAsync(s_at.ToUnixTimeMilliseconds(), NpgsqlDbType.Bigint);
                await copy.WriteAsync(s_content, NpgsqlDbType.Bytea);
            }

            await copy.CompleteAsync();
        }

        return events / time.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> AppendAsync(IEventJournal journal, TimeProvider time, int batch, int events)
    {
        ImmutableArray<NewEvent> content = [.. Enumerable.Repeat(new NewEvent("instance-exited", s_content, s_at), batch)];
        long began = time.GetTimestamp();
        for (int done = 0; done < events; done += batch)
        {
            await journal.AppendAsync([new StreamAppend($"worker/{done / batch % 10}", null, content)]);
        }

        return events / time.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<(double Rate, double Median, double P99)> CallersAsync(ThrowawayDatabase database, TimeProvider time, int nodes, int callers, int each)
    {
        IEventJournal[] journals = await Task.WhenAll(
            Enumerable.Range(0, nodes).Select(_ => PostgresJournal.OpenAsync(database.ConnectionString, time, NullLogger.Instance)));
        ImmutableArray<NewEvent> content = [new NewEvent("instance-exited", s_content, s_at)];
        await Task.WhenAll(journals.Select((journal, node) => journal.AppendAsync([new StreamAppend($"warm/{node}", null, content)])));
        long began = time.GetTimestamp();
        double[][] waits = await Task.WhenAll(Enumerable.Range(0, nodes * callers).Select(caller => Task.Run(async () =>
        {
            double[] mine = new double[each];
            for (int index = 0; index < each; index++)
            {
                long start = time.GetTimestamp();
                await journals[caller % nodes].AppendAsync([new StreamAppend($"node/{caller}", null, content)]);
                mine[index] = time.GetElapsedTime(start).TotalMilliseconds;
            }

            return mine;
        })));
        double seconds = time.GetElapsedTime(began).TotalSeconds;
        foreach (IEventJournal journal in journals)
        {
            await journal.DisposeAsync();
        }

        double[] sorted = [.. waits.SelectMany(wait => wait).Order()];
        return (sorted.Length / seconds, sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100]);
    }

    private static async Task<double> ReadAsync(IEventJournal journal, TimeProvider time)
    {
        long began = time.GetTimestamp();
        long count = 0;
        await foreach (JournalEvent item in journal.ReadAllAsync())
        {
            count += item.Json.Length > 0 ? 1 : 0;
        }

        return count / time.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> BestAsync(Func<Task<double>> measure)
    {
        double best = 0;
        for (int round = 0; round < 3; round++)
        {
            best = Math.Max(best, await measure());
        }

        return best;
    }

    internal static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
