using System.Data.Common;
using Guardian.Journal;

namespace Guardian.Persistence.Sql;

/// <summary>Some events in the order of reading, and whether there may be more.</summary>
internal sealed record EventPage(IReadOnlyList<JournalEvent> Events, bool More)
{
    /// <summary>Reads rows of position, stream, sequence, type, json, at until they end or one of the limits is met.</summary>
    internal static EventPage Read(DbDataReader reader, int limit, long byteLimit)
    {
        List<JournalEvent> events = [];
        long bytes = 0;
        while (events.Count < limit && bytes < byteLimit)
        {
            if (!reader.Read())
            {
                return new EventPage(events, More: false);
            }

            byte[] json = reader.GetFieldValue<byte[]>(4);
            bytes += json.Length;
            events.Add(new JournalEvent(
                reader.GetInt64(0),
                reader.GetString(1),
                reader.GetInt64(2),
                reader.GetString(3),
                json,
                DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5))));
        }

        return new EventPage(events, More: true);
    }
}
