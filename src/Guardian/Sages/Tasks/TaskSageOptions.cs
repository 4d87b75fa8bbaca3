using Guardian.Hocon;

namespace Guardian.Sages.Tasks;

/// <summary>What the task sage takes for a busy and for an idle server, and for much work that waits.</summary>
/// <remarks>HOCON: <c>guardian.sages.task</c>; defaults are written once, in the reference file.</remarks>
public sealed record TaskSageOptions
{
    /// <summary>From this processor use on, the server has no room for more instances.</summary>
    /// <value>Share of all processors, over 0 to 1.</value>
    public required double BusyCpu { get; init; }

    /// <summary>From this memory in use on, the server has no room for more instances.</summary>
    /// <value>Share of all memory, over 0 to 1.</value>
    public required double BusyMemory { get; init; }

    /// <summary>From this load on, the server has no room for more instances.</summary>
    /// <value>Per processor, over 0.</value>
    public required double BusyLoad { get; init; }

    /// <summary>Below this processor use the server has room for one more instance.</summary>
    /// <value>Share of all processors, over 0 to <see cref="BusyCpu"/>.</value>
    public required double IdleCpu { get; init; }

    /// <summary>Below this memory in use the server has room for one more instance.</summary>
    /// <value>Share of all memory, over 0 to <see cref="BusyMemory"/>.</value>
    public required double IdleMemory { get; init; }

    /// <summary>From this many waiting tasks on, a worker is behind and waiting costs.</summary>
    /// <value>1 or more.</value>
    public required int Backlog { get; init; }

    internal static TaskSageOptions Read(HoconSection at, ConfigProblems problems)
    {
        TaskSageOptions read = new()
        {
            BusyCpu = at.Fraction("busy-cpu"),
            BusyMemory = at.Fraction("busy-memory"),
            BusyLoad = at.Number("busy-load"),
            IdleCpu = at.Fraction("idle-cpu"),
            IdleMemory = at.Fraction("idle-memory"),
            Backlog = at.Int32("backlog"),
        };
        problems.Require(read.BusyCpu is > 0 and <= 1, at.Path("busy-cpu"), read.BusyCpu, "must be over 0 % and not over 100 %");
        problems.Require(
            read.BusyMemory is > 0 and <= 1, at.Path("busy-memory"), read.BusyMemory, "must be over 0 % and not over 100 %");
        problems.Require(read.BusyLoad > 0, at.Path("busy-load"), read.BusyLoad, "must be over 0");
        problems.Require(
            read.IdleCpu > 0 && read.IdleCpu <= read.BusyCpu, at.Path("idle-cpu"), read.IdleCpu, "must be over 0 % and not over busy-cpu");
        problems.Require(
            read.IdleMemory > 0 && read.IdleMemory <= read.BusyMemory,
            at.Path("idle-memory"),
            read.IdleMemory,
            "must be over 0 % and not over busy-memory");
        problems.Require(read.Backlog >= 1, at.Path("backlog"), read.Backlog, "must be 1 or more");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
