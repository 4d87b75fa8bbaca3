using System.Text;
using Guardian.Journal;

namespace Guardian.Persistence.Sql;

/// <summary>What a caller may hand to a journal; the same on every database, so that none accepts what another would refuse.</summary>
internal static class JournalRules
{
    /// <summary>Longest name of a stream, in characters (UTF-16 units).</summary>
    internal const int LongestStream = 200;

    /// <summary>Longest name of an event type, in characters.</summary>
    internal const int LongestType = 100;

    /// <summary>Largest content of one event or snapshot, in bytes: 64 MiB.</summary>
    internal const int LargestContent = 64 << 20;

    internal static void Check(IReadOnlyList<StreamAppend> appends)
    {
        ArgumentNullException.ThrowIfNull(appends);
        Require(appends.Count > 0, "at least one stream is needed", nameof(appends));
        HashSet<string> streams = new(StringComparer.Ordinal);
        foreach (StreamAppend append in appends)
        {
            CheckStream(append.Stream);
            Require(streams.Add(append.Stream), $"stream '{append.Stream}' is named twice", nameof(appends));
            Require(append.Expected is null or >= 0, "an expected sequence is 0 or more", nameof(appends));
            Require(!append.Events.IsDefaultOrEmpty, $"stream '{append.Stream}' has no event to append", nameof(appends));
            foreach (NewEvent item in append.Events)
            {
                Require(IsName(item.Type, LongestType), $"'{item.Type}' is no event type: 1 to {LongestType} characters, none of control", nameof(appends));
                CheckContent(item.Json);
            }
        }
    }

    internal static void Check(IReadOnlyList<JournalSnapshot> snapshots)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        Require(snapshots.Count > 0, "at least one snapshot is needed", nameof(snapshots));
        foreach (JournalSnapshot snapshot in snapshots)
        {
            CheckStream(snapshot.Stream);
            Require(snapshot.Sequence >= 0, "a snapshot's sequence is 0 or more", nameof(snapshots));
            CheckContent(snapshot.Json);
        }
    }

    internal static void CheckStream(string stream) =>
        Require(IsName(stream, LongestStream), $"'{stream}' is no stream name: 1 to {LongestStream} characters, none of control", nameof(stream));

    /// <summary>Whether a text has a fitting length, no control characters and no half of a surrogate pair.</summary>
    internal static bool IsName(string? text, int longest)
    {
        if (text is null || text.Length == 0 || text.Length > longest)
        {
            return false;
        }

        ReadOnlySpan<char> rest = text;
        while (Rune.DecodeFromUtf16(rest, out Rune rune, out int used) == System.Buffers.OperationStatus.Done)
        {
            if (Rune.IsControl(rune))
            {
                return false;
            }

            rest = rest[used..];
        }

        return rest.IsEmpty;
    }

    private static void CheckContent(ReadOnlyMemory<byte> json) =>
        Require(json.Length <= LargestContent, $"content of {json.Length} bytes is larger than {LargestContent}", nameof(json));

    private static void Require(bool holds, string rule, string parameter)
    {
        if (!holds)
        {
            throw new ArgumentException(rule, parameter);
        }
    }
}
