using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Guardian.Journal;
using Guardian.Kpi;
using Guardian.Persistence.Sql;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Benchmarks.Kpi;

/// <summary>Measures the fold of the journal to figures beside the bare reading of the same events.</summary>
public static class KpiBenchmarks
{
    private const int Workers = 200;
    private const int Rounds = 3;

    private static readonly DateTimeOffset s_begin = new(2031, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A crash and its restart, as the node writes it.</summary>
    private static readonly (string Type, byte[] Json)[] s_crash =
    [
        ("instance-ended", Bytes("""{"type":"instance-ended","index":0,"exit":{"code":1,"signal":null},"cause":"crash","expected":false,"uptimeSeconds":812.5}""")),
        ("restart-decided", Bytes("""{"type":"restart-decided","index":0,"verdict":"restart","delaySeconds":0,"reason":"exited with code 1, restart 1 of 5 in 60 s, at once"}""")),
        ("health-changed", Bytes("""{"type":"health-changed","state":"starting","score":50,"reasons":["0 of 1 instance healthy, 1 starting"]}""")),
        ("instance-started", Bytes("""{"type":"instance-started","index":0,"process":{"pid":48213,"startTicks":991234,"bootId":"2b0f"},"adopted":false}""")),
        ("health-changed", Bytes("""{"type":"health-changed","state":"healthy","score":100,"reasons":[]}""")),
    ];

    /// <summary>Runs all measurements, about half a minute.</summary>
    /// <param name="output">Receives one line per figure.</param>
    /// <returns>When done.</returns>
    public static async Task RunAsync(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        TimeProvider time = TimeProvider.System;
        string top = Directory.CreateTempSubdirectory("guardian-bench-").FullName;
        try
        {
            await using IEventJournal journal = await SqliteJournal.OpenAsync(Path.Combine(top, "kpi.db"), time, NullLogger.Instance);
            int events = await WriteAsync(journal, crashes: 60_000);
            await output.WriteLineAsync(Line($"{events:N0} events of {Workers} workers over 30 days; rates are the best of {Rounds} rounds"));
            double bare = 0;
            double whole = 0;
            double fold = 0;
            KpiLedger ledger = new();
            for (int round = 0; round < Rounds; round++)
            {
                long began = time.GetTimestamp();
                List<JournalEvent> read = new(events);
                await foreach (JournalEvent kept in journal.ReadAllAsync())
                {
                    read.Add(kept);
                }

                bare = Math.Max(bare, read.Count / time.GetElapsedTime(began).TotalSeconds);
                began = time.GetTimestamp();
                ledger = new KpiLedger();
                foreach (JournalEvent kept in read)
                {
                    ledger.Apply(kept);
                }

                fold = Math.Max(fold, read.Count / time.GetElapsedTime(began).TotalSeconds);
                began = time.GetTimestamp();
                KpiLedger again = new();
                await foreach (JournalEvent kept in journal.ReadAllAsync())
                {
                    again.Apply(kept);
                }

                whole = Math.Max(whole, read.Count / time.GetElapsedTime(began).TotalSeconds);
            }

            await output.WriteLineAsync(Line($"bare reading of the journal                 {bare,10:N0} events/s"));
            await output.WriteLineAsync(Line($"fold alone, events in memory                {fold,10:N0} events/s"));
            await output.WriteLineAsync(Line($"reading and fold                            {whole,10:N0} events/s  {whole / bare:P0} of bare"));
            KpiOptions targets = GuardianOptions.Load(ReferenceConfig.Under(), new Guardian.Hocon.ConfigProblems()).Kpi;
            long start = time.GetTimestamp();
            byte[] stored = ledger.ToJson();
            await output.WriteLineAsync(Line($"ledger stored                               {time.GetElapsedTime(start).TotalMilliseconds,10:N1} ms, {stored.Length / 1024.0:N0} KiB"));
            start = time.GetTimestamp();
            KpiReports.Build(ledger, KpiWindow.Month, ledger.Through, targets);
            await output.WriteLineAsync(Line($"report of a month                           {time.GetElapsedTime(start).TotalMilliseconds,10:N1} ms"));
        }
        finally
        {
            Directory.Delete(top, recursive: true);
        }
    }

    private static async Task<int> WriteAsync(IEventJournal journal, int crashes)
    {
        int events = 0;
        TimeSpan apart = TimeSpan.FromDays(30) / crashes;
        for (int crash = 0; crash < crashes; crash++)
        {
            DateTimeOffset at = s_begin + (crash * apart);
            ImmutableArray<NewEvent> content = [.. s_crash.Select((each, index) => new NewEvent(each.Type, each.Json, at.AddMilliseconds(index * 200)))];
            await journal.AppendAsync([new StreamAppend($"worker/w{crash % Workers}", null, content)]);
            events += content.Length;
        }

        return events;
    }

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
