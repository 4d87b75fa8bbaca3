using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using Guardian.Journal;

namespace Guardian.Persistence.Sql.Tests.Contract;

/// <summary>Events and snapshots for tests, short to write.</summary>
internal static class Sample
{
    /// <summary>Longest wait for something that happens in milliseconds.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static readonly DateTimeOffset Noon = new(2031, 5, 4, 12, 0, 0, 123, TimeSpan.Zero);

    internal static byte[] Json(string text) => Encoding.UTF8.GetBytes($"{{\"text\":\"{text}\"}}");

    internal static NewEvent Event(string type, string text = "", DateTimeOffset? at = null) => new(type, Json(text), at ?? Noon);

    internal static StreamAppend To(string stream, long? expected, params NewEvent[] events) => new(stream, expected, [.. events]);

    /// <summary>One append of as many events as asked, each with its number as content.</summary>
    internal static StreamAppend Many(string stream, int count, DateTimeOffset? at = null) =>
        new(stream, null, [.. Enumerable.Range(1, count).Select(number => Event("counted", $"{number}", at))]);

    internal static JournalSnapshot Snapshot(string stream, long sequence, string text = "") => new(stream, sequence, Json(text), Noon);

    internal static async Task<ImmutableArray<JournalEvent>> AllAsync(this IAsyncEnumerable<JournalEvent> events)
    {
        ImmutableArray<JournalEvent>.Builder all = ImmutableArray.CreateBuilder<JournalEvent>();
        await foreach (JournalEvent item in events)
        {
            all.Add(item);
        }

        return all.ToImmutable();
    }

    /// <summary>Looks again and again until something holds, for what other processes do and nobody tells us.</summary>
    internal static async Task EventuallyAsync(Func<bool> holds, [CallerArgumentExpression(nameof(holds))] string what = "")
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Patience, what);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }
    }

    /// <summary>An event as one line, for comparisons that show what differs.</summary>
    internal static string Line(JournalEvent item) =>
        $"{item.Stream} {item.Sequence} {item.Type} {Encoding.UTF8.GetString(item.Json.Span)} {item.At.ToUnixTimeMilliseconds()}";

    internal static string Line(JournalSnapshot item) =>
        $"{item.Stream} {item.Sequence} {Encoding.UTF8.GetString(item.Json.Span)} {item.At.ToUnixTimeMilliseconds()}";
}
