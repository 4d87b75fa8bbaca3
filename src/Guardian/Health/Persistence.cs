namespace Guardian.Health;

/// <summary>Remembers how often a figure was over its limit: a fault is confirmed X times within Y and cleared below a lower
/// level.</summary>
/// <remarks>Immutable and bounded: at most <see cref="ConfirmOptions.Times"/> moments are kept.</remarks>
public sealed record Persistence
{
    /// <summary>Nothing seen yet.</summary>
    public static Persistence None { get; } = new();

    /// <summary>Moments the figure was over its limit, oldest first.</summary>
    public ValueArray<MonotonicTime> Over { get; init; } = [];

    /// <summary>Whether the fault is confirmed and not yet cleared.</summary>
    public bool Active { get; init; }

    /// <summary>Takes one observation into account.</summary>
    /// <param name="value">The figure, or null (or NaN) when it could not be read: nothing changes then.</param>
    /// <param name="limit">More than this is over; null switches the rule off and forgets.</param>
    /// <param name="now">When it was observed.</param>
    /// <param name="options">X, Y and the level that clears.</param>
    /// <returns>What to remember.</returns>
    public Persistence Observe(double? value, double? limit, MonotonicTime now, ConfirmOptions options)
    {
        if (limit is not { } most)
        {
            return None;
        }

        if (value is not { } figure || double.IsNaN(figure))
        {
            return this;
        }

        if (figure > most)
        {
            ValueArray<MonotonicTime> over = new([.. Over.Where(at => now - at <= options.Within).Append(now).TakeLast(options.Times)]);
            return new Persistence { Over = over, Active = Active || over.Count >= options.Times };
        }

        // Between the levels an active fault stays; one not yet confirmed keeps its count, which only time takes away.
        return Active && figure < most * options.Clear ? None : this;
    }
}
