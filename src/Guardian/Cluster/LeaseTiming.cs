namespace Guardian.Cluster;

/// <summary>The moments that follow from the length of a lease, counted from when its last renewal was sent.</summary>
/// <remarks>
/// Others may start what the node held when the database's clock says that the lease has ended, which is no earlier than the length of the
/// lease after the renewal was sent: the database counts from when it arrived. So everything here is on the safe side by the time a
/// renewal travels, and by <see cref="Margin"/> for clocks that run apart and for killing itself.
/// </remarks>
/// <param name="Length">Length of the lease.</param>
public readonly record struct LeaseTiming(TimeSpan Length)
{
    /// <summary>From one renewal to the next: a third, so that two may fail.</summary>
    public TimeSpan RenewEvery => Length / 3;

    /// <summary>From a renewal that failed to the next try.</summary>
    public TimeSpan RetryEvery => Clamp(Length / 20, 0.1, 1);

    /// <summary>Longest that one call to the database may take.</summary>
    public TimeSpan CallTimeout => Clamp(Length / 3, 0.2, 3);

    /// <summary>Without a renewal for so long the node begins to stop its floating workers in order.</summary>
    public TimeSpan StopAfter => Length * 2 / 3;

    /// <summary>Without a renewal for so long the guard kills what is left of them.</summary>
    public TimeSpan KillAfter => Length - Margin;

    /// <summary>What is left of the lease when the last process must be gone: a tenth, at least 200 ms and at most 1 s.</summary>
    public TimeSpan Margin => Clamp(Length / 10, 0.2, 1);

    private static TimeSpan Clamp(TimeSpan span, double least, double most) => TimeSpan.FromSeconds(Math.Clamp(span.TotalSeconds, least, most));
}
