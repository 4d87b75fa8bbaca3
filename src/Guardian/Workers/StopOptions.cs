using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>How an instance is asked to stop, and how long it may take.</summary>
/// <remarks>HOCON: <c>stop</c> of a worker. Order: drain command, signal, wait, SIGKILL to the whole tree.</remarks>
public sealed record StopOptions
{
    /// <summary>Signal that asks it to stop.</summary>
    /// <value>Signal number 1 to 64. HOCON: a name (<c>SIGTERM</c>, <c>TERM</c>) or a number.</value>
    public required int Signal { get; init; }

    /// <summary>Time from the request until it is killed; the drain command takes its time from it. Extended by
    /// <c>EXTEND_TIMEOUT_USEC</c>.</summary>
    /// <value>Zero (kill at once) or more.</value>
    public required TimeSpan Timeout { get; init; }

    /// <summary>Command run before the signal, so that work in hand can be finished or handed over; null for none.</summary>
    /// <value>Program and arguments, no shell; placeholders allowed. Its failure does not keep the instance from being stopped.</value>
    public required ValueArray<string>? Drain { get; init; }

    internal static StopOptions Read(HoconSection at, ConfigProblems problems)
    {
        string name = at.Text("signal");
        bool known = Signals.TryParse(name, out int signal);
        StopOptions read = new()
        {
            Signal = signal,
            Timeout = at.Duration("timeout"),
            Drain = Commands.ReadOptional(at, "drain", problems),
        };
        problems.Require(known, at.Path("signal"), name, "must be a signal such as SIGTERM, or its number from 1 to 64");
        problems.Require(read.Timeout >= TimeSpan.Zero, at.Path("timeout"), read.Timeout, "must be zero or longer");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
