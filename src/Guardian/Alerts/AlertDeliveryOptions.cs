using Guardian.Hocon;

namespace Guardian.Alerts;

/// <summary>How often and how long a notifier tries before a message goes back into the queue, and when it is left alone.</summary>
/// <remarks>HOCON: <c>guardian.alerts.delivery</c>; defaults are written once, in the reference file.</remarks>
public sealed record AlertDeliveryOptions
{
    /// <summary>Longest that one try takes.</summary>
    /// <value>100 ms to 1 min.</value>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Tries in a row, with growing pauses between them.</summary>
    /// <value>1 to 10.</value>
    public required int Tries { get; init; }

    /// <summary>Pause before the second try; later ones double, each with jitter.</summary>
    /// <value>10 ms to 1 min.</value>
    public required TimeSpan Pause { get; init; }

    /// <summary>Failed tries in a row, within two minutes, after which the notifier is left alone.</summary>
    /// <value>2 to 100.</value>
    public required int BreakAfter { get; init; }

    /// <summary>How long it is left alone.</summary>
    /// <value>1 s to 1 h.</value>
    public required TimeSpan BreakFor { get; init; }

    internal static AlertDeliveryOptions Read(HoconSection at, ConfigProblems problems)
    {
        AlertDeliveryOptions read = new()
        {
            Timeout = at.Duration("timeout"),
            Tries = at.Int32("tries"),
            Pause = at.Duration("pause"),
            BreakAfter = at.Int32("break-after"),
            BreakFor = at.Duration("break-for"),
        };
        problems.Require(
            read.Timeout >= TimeSpan.FromMilliseconds(100) && read.Timeout <= TimeSpan.FromMinutes(1), at.Path("timeout"), read.Timeout, "must be 100 ms to 1 min");
        problems.Require(read.Tries is >= 1 and <= 10, at.Path("tries"), read.Tries, "must be 1 to 10");
        problems.Require(
            read.Pause >= TimeSpan.FromMilliseconds(10) && read.Pause <= TimeSpan.FromMinutes(1), at.Path("pause"), read.Pause, "must be 10 ms to 1 min");
        problems.Require(read.BreakAfter is >= 2 and <= 100, at.Path("break-after"), read.BreakAfter, "must be 2 to 100");
        problems.Require(
            read.BreakFor >= TimeSpan.FromSeconds(1) && read.BreakFor <= TimeSpan.FromHours(1), at.Path("break-for"), read.BreakFor, "must be 1 s to 1 h");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
