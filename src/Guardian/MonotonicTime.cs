using System.Globalization;

namespace Guardian;

/// <summary>A moment on the monotonic clock: good for windows, deadlines and ages, meaningless outside this process.</summary>
/// <param name="SinceOrigin">Time since the clock's arbitrary origin; it never runs backwards and knows nothing of wall time.</param>
public readonly record struct MonotonicTime(TimeSpan SinceOrigin) : IComparable<MonotonicTime>
{
    /// <summary>A moment given in seconds since the origin, for tests and replay.</summary>
    /// <param name="seconds">Any number of seconds.</param>
    /// <returns>The moment.</returns>
    public static MonotonicTime FromSeconds(double seconds) => new(TimeSpan.FromSeconds(seconds));

    /// <summary>The later of two moments.</summary>
    /// <param name="left">One moment.</param>
    /// <param name="right">Another.</param>
    /// <returns>Whichever came last.</returns>
    public static MonotonicTime Later(MonotonicTime left, MonotonicTime right) => left >= right ? left : right;

    /// <summary>Time from <paramref name="right"/> to <paramref name="left"/>; negative when left is the earlier one.</summary>
    public static TimeSpan operator -(MonotonicTime left, MonotonicTime right) => left.SinceOrigin - right.SinceOrigin;

    /// <summary>The moment this much earlier.</summary>
    public static MonotonicTime operator -(MonotonicTime time, TimeSpan span) => new(time.SinceOrigin - span);

    /// <summary>The moment this much later.</summary>
    public static MonotonicTime operator +(MonotonicTime time, TimeSpan span) => new(time.SinceOrigin + span);

    /// <summary>True when <paramref name="left"/> is the earlier moment.</summary>
    public static bool operator <(MonotonicTime left, MonotonicTime right) => left.SinceOrigin < right.SinceOrigin;

    /// <summary>True when <paramref name="left"/> is the later moment.</summary>
    public static bool operator >(MonotonicTime left, MonotonicTime right) => left.SinceOrigin > right.SinceOrigin;

    /// <summary>True when <paramref name="left"/> is not the later moment.</summary>
    public static bool operator <=(MonotonicTime left, MonotonicTime right) => left.SinceOrigin <= right.SinceOrigin;

    /// <summary>True when <paramref name="left"/> is not the earlier moment.</summary>
    public static bool operator >=(MonotonicTime left, MonotonicTime right) => left.SinceOrigin >= right.SinceOrigin;

    /// <inheritdoc />
    public int CompareTo(MonotonicTime other) => SinceOrigin.CompareTo(other.SinceOrigin);

    /// <summary>Seconds since the origin, for messages of failed tests.</summary>
    /// <returns>For example <c>12.5 s</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{SinceOrigin.TotalSeconds:0.###} s");
}
