namespace Guardian.Chaos.Fleet;

/// <summary>Puts the node's wall times and the workers' monotonic marks on one line.</summary>
internal sealed class CampaignClock
{
    private readonly DateTimeOffset _wall = TimeProvider.System.GetUtcNow();
    private readonly long _ticks = TimeProvider.System.GetTimestamp();

    /// <summary>Monotonic, in the unit of the workers' marks.</summary>
    public static long Now => TimeProvider.System.GetTimestamp();

    public static TimeSpan Between(long from, long to) => TimeProvider.System.GetElapsedTime(from, to);

    public static long After(long from, TimeSpan time) => from + (long)(time.TotalSeconds * TimeProvider.System.TimestampFrequency);

    /// <summary>A wall time on the monotonic clock.</summary>
    public long Of(DateTimeOffset wall) => After(_ticks, wall - _wall);
}
