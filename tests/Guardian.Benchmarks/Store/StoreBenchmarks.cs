using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Guardian.Journal;
using Guardian.Persistence.Sql;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Benchmarks.Store;

/// <summary>Measures the journal on SQLite beside a bare loop of prepared inserts, in one run on one disk.</summary>
public static class StoreBenchmarks
{
    /// <summary>Content of an event: as long as a typical one of Guardian's.</summary>
    private static readonly byte[] Content =
        Encoding.UTF8.GetBytes("""{"worker":"mailer","replica":3,"pid":48213,"exit":{"code":1},"after-ms":5312,"reason":"exited with code 1, 2 of 5 restarts used"}""");

    private static readonly DateTimeOffset At = new(2031, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>Runs all measurements, about half a minute.</summary>
    /// <param name="output">Receives one line per figure.</param>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        string top = Directory.CreateTempSubdirectory("guardian-bench-").FullName;
        try
        {
#pragma warning disable VSTHRD002 // a benchmark has a thread of its own to block
            RunAsync(output, top).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
        finally
        {
            Directory.Delete(top, recursive: true);
        }
    }

    private static async Task RunAsync(TextWriter output, string top)
    {
        TimeProvider time = TimeProvider.System;
        await output.WriteLineAsync(Line($"events of {Content.Length} bytes; rates are the best of 3 rounds"));
        await BatchesAsync(Path.Combine(top, "warm.db"), time, 100, 50_000); // compiled code and a warm disk cache for everyone

        double bare = Best(round => Bare(Path.Combine(top, $"bare{round}.db"), time, 200_000));
        await output.WriteLineAsync(Line($"bare prepared insert loop, 1000 a transaction, no index   {bare,10:N0} events/s"));
        double indexed = Best(round => Bare(Path.Combine(top, $"indexed{round}.db"), time, 200_000, indexed: true));
        await output.WriteLineAsync(Line($"the same loop with the journal's indexes                  {indexed,10:N0} events/s"));
        foreach ((int batch, int events) in new[] { (1, 20_000), (100, 200_000), (1000, 200_000) })
        {
            double rate = await BestAsync(round => BatchesAsync(Path.Combine(top, $"batch{batch}-{round}.db"), time, batch, events));
            await output.WriteLineAsync(Line($"journal, one caller, appends of {batch,4}                      {rate,10:N0} events/s  {rate / bare:P0} of bare"));
        }

        (double grouped, double median, double worst) = await GroupsAsync(Path.Combine(top, "group.db"), time, callers: 64, each: 2000);
        await output.WriteLineAsync(Line($"journal, 64 callers, appends of 1                         {grouped,10:N0} events/s  p50 {median:N0} us, p99 {worst:N0} us"));
        (double single, median, worst) = await GroupsAsync(Path.Combine(top, "single.db"), time, callers: 1, each: 10_000);
        await output.WriteLineAsync(Line($"journal, 1 caller, appends of 1                           {single,10:N0} events/s  p50 {median:N0} us, p99 {worst:N0} us"));

        await ReadsAsync(output, Path.Combine(top, "batch1000-0.db"), time);
    }

    private static double Bare(string path, TimeProvider time, int events, bool indexed = false)
    {
        using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        connection.Open();
        using SqliteCommand prepare = connection.CreateCommand();
        prepare.CommandText = """
            PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
            CREATE TABLE events (position INTEGER PRIMARY KEY AUTOINCREMENT, stream_id INTEGER, sequence INTEGER, type_id INTEGER, at INTEGER, json BLOB);
            """ + (indexed
                ? "CREATE UNIQUE INDEX s ON events (stream_id, sequence); CREATE INDEX t ON events (type_id); CREATE INDEX a ON events (at);"
                : "");
        prepare.ExecuteNonQuery();
        using SqliteCommand insert = connection.CreateCommand();
        insert.CommandText = "INSERT INTO events (stream_id, sequence, type_id, at, json) VALUES ($s, $q, $t, $a, $j)";
        SqliteParameter[] parameters = [.. new[] { "$s", "$q", "$t", "$a", "$j" }.Select(name => insert.Parameters.Add(new SqliteParameter(name, SqliteType.Integer)))];
        parameters[4].SqliteType = SqliteType.Blob;
        long began = time.GetTimestamp();
        for (int done = 0; done < events; done += 1000)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            insert.Transaction = transaction;
            for (int index = 0; index < 1000; index++)
            {
                parameters[0].Value = (long)(index % 10);
                parameters[1].Value = (long)(done + index);
                parameters[2].Value = 1L;
                parameters[3].Value = At.ToUnixTimeMilliseconds();
                parameters[4].Value = Content;
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return events / time.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<double> BatchesAsync(string path, TimeProvider time, int batch, int events)
    {
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, time, NullLogger.Instance);
        ImmutableArray<NewEvent> content = [.. Enumerable.Repeat(new NewEvent("instance-exited", Content, At), batch)];
        long began = time.GetTimestamp();
        for (int done = 0; done < events; done += batch)
        {
            await journal.AppendAsync([new StreamAppend($"worker/{done / batch % 10}", null, content)]);
        }

        return events / time.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task<(double Rate, double Median, double P99)> GroupsAsync(string path, TimeProvider time, int callers, int each)
    {
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, time, NullLogger.Instance);
        ImmutableArray<NewEvent> content = [new NewEvent("instance-exited", Content, At)];
        long began = time.GetTimestamp();
        double[][] waits = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            double[] mine = new double[each];
            for (int index = 0; index < each; index++)
            {
                long start = time.GetTimestamp();
                await journal.AppendAsync([new StreamAppend($"worker/{caller}", index, content)]);
                mine[index] = time.GetElapsedTime(start).TotalMicroseconds;
            }

            return mine;
        })));
        double seconds = time.GetElapsedTime(began).TotalSeconds;
        double[] sorted = [.. waits.SelectMany(wait => wait).Order()];
        return (sorted.Length / seconds, sorted[sorted.Length / 2], sorted[sorted.Length * 99 / 100]);
    }

    private static async Task ReadsAsync(TextWriter output, string path, TimeProvider time)
    {
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, time, NullLogger.Instance);
        double all = await BestAsync(async _ => await CountAsync(journal.ReadAllAsync(), time));
        await output.WriteLineAsync(Line($"journal, all streams read in order of commit              {all,10:N0} events/s"));
        double stream = await BestAsync(async _ => await CountAsync(journal.ReadStreamAsync("worker/3"), time));
        await output.WriteLineAsync(Line($"journal, one of ten streams read                          {stream,10:N0} events/s"));
        double newest = await BestAsync(async _ =>
        {
            long began = time.GetTimestamp();
            for (int index = 0; index < 200; index++)
            {
                await journal.ReadNewestAsync("worker/3", [], 50);
            }

            return 200 / time.GetElapsedTime(began).TotalSeconds;
        });
        await output.WriteLineAsync(Line($"journal, newest 50 of a stream                            {newest,10:N0} queries/s"));
        long start = time.GetTimestamp();
        long deleted = await journal.TrimAsync(new JournalRetention(At.AddDays(1), 1000));
        await output.WriteLineAsync(Line($"journal, retention                                        {deleted / time.GetElapsedTime(start).TotalSeconds,10:N0} events/s deleted"));
    }

    private static async Task<double> CountAsync(IAsyncEnumerable<JournalEvent> events, TimeProvider time)
    {
        long began = time.GetTimestamp();
        long count = 0;
        await foreach (JournalEvent item in events)
        {
            count += item.Json.Length > 0 ? 1 : 0;
        }

        return count / time.GetElapsedTime(began).TotalSeconds;
    }

    private static double Best(Func<int, double> measure) => Enumerable.Range(0, 3).Max(measure);

    private static async Task<double> BestAsync(Func<int, Task<double>> measure)
    {
        double best = 0;
        for (int round = 0; round < 3; round++)
        {
            best = Math.Max(best, await measure(round));
        }

        return best;
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
