using Guardian.Incidents;
using Guardian.Integration.Tests.Play;
using Guardian.Journal;
using Guardian.Persistence.Sql;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Integration.Tests.Recovery;

/// <summary>
/// Incidents in the store of a node that was killed. Some of their states last too short to kill a node in; they are made of a neighbour
/// by taking away the last event, or by adding the next.
/// </summary>
internal static class IncidentStores
{
    /// <summary>Events of an incident, oldest first.</summary>
    public static async Task<IncidentEvent[]> EventsAsync(TestNode node, string incident)
    {
        IEventJournal journal = await OpenAsync(node);
        await using (journal)
        {
            List<IncidentEvent> events = [];
            await foreach (JournalEvent kept in journal.ReadStreamAsync(IncidentJson.StreamOf(incident))) { events.Add(IncidentJson.FromJournal(kept)!); }
            return [.. events];
        }
    }

    /// <summary>Says what the node had come to, had it lived a moment longer.</summary>
    public static async Task AddAsync(TestNode node, string incident, IncidentEvent happened)
    {
        IEventJournal journal = await OpenAsync(node);
        await using (journal)
        {
            NewEvent said = IncidentJson.ToJournal(happened, TimeProvider.System.GetUtcNow());
            await journal.AppendAsync([new StreamAppend(IncidentJson.StreamOf(incident), null, [said])]);
        }
    }

    /// <summary>Takes back what the node would not have come to, had it died a moment sooner.</summary>
    public static async Task DropLastAsync(TestNode node, string incident, string type)
    {
        await (await OpenAsync(node)).DisposeAsync(); // readies the native library
        await using SqliteConnection store = new($"Data Source={Stores.FileOf(node)};Pooling=False");
        await store.OpenAsync();
        await using SqliteCommand drop = store.CreateCommand();
        drop.CommandText = """
            DELETE FROM events
            WHERE stream_id = (SELECT id FROM streams WHERE name = $stream)
              AND sequence = (SELECT head FROM streams WHERE name = $stream)
              AND type_id = (SELECT id FROM event_types WHERE name = $type)
            """;
        drop.Parameters.AddWithValue("$stream", IncidentJson.StreamOf(incident));
        drop.Parameters.AddWithValue("$type", type);
        (await drop.ExecuteNonQueryAsync()).ShouldBe(1, $"the last event of {incident} is no {type}");
        drop.CommandText = "UPDATE streams SET head = head - 1 WHERE name = $stream";
        await drop.ExecuteNonQueryAsync();
    }

    private static Task<IEventJournal> OpenAsync(TestNode node) => SqliteJournal.OpenAsync(Stores.FileOf(node), TimeProvider.System, NullLogger.Instance);
}
