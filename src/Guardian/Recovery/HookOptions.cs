using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Recovery;

/// <summary>How a worker is told to do something by itself: a signal, a command, or both.</summary>
/// <remarks>HOCON: <c>recovery.connection-reset</c> and <c>recovery.memory-cleanup</c> of a worker.</remarks>
public sealed record HookOptions
{
    /// <summary>Signal to its main process, or null.</summary>
    /// <value>1 to 64. HOCON: a name or a number.</value>
    public required int? Signal { get; init; }

    /// <summary>Command run as the worker, or null.</summary>
    public required ValueArray<string>? Command { get; init; }

    /// <summary>Whether there is one.</summary>
    public bool IsOn => Signal is not null || Command is not null;

    internal static HookOptions Read(HoconSection at, ConfigProblems problems)
    {
        string? name = at.TextOrNull("signal");
        int signal = 0;
        bool known = name is null || Signals.TryParse(name, out signal);
        HookOptions read = new()
        {
            Signal = name is null || !known ? null : signal,
            Command = Commands.ReadOptional(at, "command", problems),
        };
        problems.Require(known, at.Path("signal"), name, "must be a signal such as SIGUSR1, or its number from 1 to 64");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
