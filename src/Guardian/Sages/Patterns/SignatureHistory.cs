using System.Collections.Immutable;

namespace Guardian.Sages.Patterns;

/// <summary>How often and when one signature (a fault of a worker, or a kind of error line) came up.</summary>
/// <param name="Count">How often since the node started.</param>
/// <param name="First">The first time, a label.</param>
/// <param name="Last">The last time, a label.</param>
/// <param name="LastSeen">The last time, for ages.</param>
/// <param name="Episodes">The latest episodes, oldest first, at most <see cref="MostEpisodes"/>.</param>
public sealed record SignatureHistory(
    long Count, DateTimeOffset First, DateTimeOffset Last, MonotonicTime LastSeen, ImmutableArray<Episode> Episodes)
{
    /// <summary>Most episodes that are kept.</summary>
    public const int MostEpisodes = 32;

    /// <summary>Adds an occurrence.</summary>
    /// <param name="known">What was known, or null for the first time.</param>
    /// <param name="at">Wall time.</param>
    /// <param name="now">The same moment for distances.</param>
    /// <param name="apart">Closer than this to the last occurrence, it belongs to the same episode.</param>
    /// <returns>What is known now.</returns>
    public static SignatureHistory Add(SignatureHistory? known, DateTimeOffset at, MonotonicTime now, TimeSpan apart)
    {
        if (known is null)
        {
            return new SignatureHistory(1, at, at, now, [new Episode(now, at)]);
        }

        bool same = now - known.LastSeen < apart;
        return known with
        {
            Count = known.Count + 1,
            Last = at,
            LastSeen = now,
            Episodes = same ? known.Episodes : [.. known.Episodes.TakeLast(MostEpisodes - 1), new Episode(now, at)],
        };
    }
}
