namespace Guardian.Workers;

/// <summary>Turns processor time used so far into use.</summary>
public static class CpuUse
{
    /// <summary>Use between two samples of the same process.</summary>
    /// <param name="earlier">Processor time used at the earlier moment.</param>
    /// <param name="earlierAt">That moment.</param>
    /// <param name="later">Processor time used at the later moment.</param>
    /// <param name="laterAt">That moment.</param>
    /// <returns>
    /// As a share of one core, like top(1): 1 is one core fully used, four busy threads are 4. Never negative: the time of a tree falls
    /// when one of its members ends. Null when no time lies between the samples.
    /// </returns>
    public static double? Between(TimeSpan earlier, MonotonicTime earlierAt, TimeSpan later, MonotonicTime laterAt)
    {
        TimeSpan wall = laterAt - earlierAt;
        return wall > TimeSpan.Zero ? Math.Max(0, (later - earlier) / wall) : null;
    }
}
