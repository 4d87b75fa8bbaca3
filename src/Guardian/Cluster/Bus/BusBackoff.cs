namespace Guardian.Cluster.Bus;

/// <summary>How long to wait before the shared database is tried again: soon at first, and not all nodes at once.</summary>
internal static class BusBackoff
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_most = TimeSpan.FromSeconds(10);

    /// <summary>The wait after a number of failures in a row.</summary>
    /// <param name="failures">1 or more.</param>
    /// <param name="random">Spreads the nodes.</param>
    /// <returns>A quarter of a second, twice as long each time, at most 10 s; of that the second half by chance.</returns>
    public static TimeSpan After(int failures, Random random)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        TimeSpan whole = s_first * Math.Pow(2, Math.Min(failures - 1, 10)); // 2^10 is past the bound already
        whole = whole < s_most ? whole : s_most;
        return whole * (0.5 + (random.NextDouble() / 2));
    }
}
