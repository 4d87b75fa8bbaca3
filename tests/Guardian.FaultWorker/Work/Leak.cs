namespace Guardian.FaultWorker.Work;

/// <summary>Keeps memory for nothing, at a rate.</summary>
internal sealed class Leak
{
    private readonly List<(nint Start, long Bytes)> _blocks = [];
    private long _kept;

    /// <summary>Takes what the time that has passed allows, up to a limit.</summary>
    public void Grow(long bytesPerSecond, long limit, TimeSpan passed)
    {
        long bytes = Math.Min((long)(bytesPerSecond * passed.TotalSeconds), limit - _kept);
        if (bytes < 4096) { return; }
        _blocks.Add((Native.Take(bytes), bytes));
        _kept += bytes;
    }

    /// <summary>Gives all of it back.</summary>
    public void Free()
    {
        foreach ((nint start, long bytes) in _blocks) { Native.Free(start, bytes); }
        _blocks.Clear();
        _kept = 0;
    }
}
