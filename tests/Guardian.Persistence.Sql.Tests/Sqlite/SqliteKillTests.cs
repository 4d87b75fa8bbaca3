using System.Collections.Immutable;
using System.Globalization;
using Guardian.Journal;
using Guardian.Persistence.Sql.Tests.Child;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Sqlite;

/// <summary>A node may be killed at any moment.</summary>
public sealed class SqliteKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Nothing_acknowledged_is_lost_by_kill_9()
    {
        const int Kills = 20;
        int seed = Environment.ProcessId;
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        Dictionary<(string Stream, long Sequence), long> acknowledged = [];

        for (int kill = 0; kill < Kills; kill++)
        {
            using (ChildProcess child = new("append", path))
            {
                // The first line comes before the file is opened, so a few die there; the others after some dozen appends.
                int lines = kill % 5 == 0 ? 1 : 1 + random.Next(150);
                for (int line = 0; line < lines; line++)
                {
                    Note(await child.LineAsync(), acknowledged);
                }

                await child.KillAsync();
                while (await child.LineAsync() is { } said)
                {
                    Note(said, acknowledged); // what it had said when it died counts
                }
            }

            await VerifyAsync(path, acknowledged, $"after kill {kill}");
        }

        acknowledged.Count.ShouldBeGreaterThan(Kills);
    }

    private static void Note(string? line, Dictionary<(string, long), long> acknowledged)
    {
        if (line?.Split(' ') is [string stream, string sequence, string position])
        {
            acknowledged[(stream, long.Parse(sequence, CultureInfo.InvariantCulture))] = long.Parse(position, CultureInfo.InvariantCulture);
        }
    }

    private static async Task VerifyAsync(string path, Dictionary<(string Stream, long Sequence), long> acknowledged, string when)
    {
        await using (IEventJournal journal = await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance))
        {
            ImmutableArray<JournalEvent> kept = [.. (await journal.ReadAllAsync().AllAsync()).Where(item => item.Stream.StartsWith("kept/", StringComparison.Ordinal))];
            Dictionary<(string, long), long> positions = kept.ToDictionary(item => (item.Stream, item.Sequence), item => item.Position);
            acknowledged.Where(item => positions.GetValueOrDefault(item.Key) != item.Value).ShouldBeEmpty(when);
            foreach (IGrouping<string, JournalEvent> stream in kept.GroupBy(item => item.Stream))
            {
                stream.Select(item => item.Sequence).ShouldBe(Enumerable.Range(1, stream.Count()).Select(n => (long)n), when);
            }
        }

        await using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        (await check.ExecuteScalarAsync()).ShouldBe("ok", when);
    }
}
