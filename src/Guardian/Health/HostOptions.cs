using Guardian.Hocon;

namespace Guardian.Health;

/// <summary>What counts as healthy for the server itself.</summary>
/// <remarks>HOCON: <c>guardian.host</c>; defaults are written once, in the reference file. Applied by <see cref="HostHealth"/>.</remarks>
public sealed record HostOptions
{
    /// <summary>Most processor use of the whole server.</summary>
    /// <value>Share of all processors, over 0 to 1, or null for no limit.</value>
    public required double? Cpu { get; init; }

    /// <summary>Most memory in use on the whole server.</summary>
    /// <value>Share of all memory, over 0 to 1, or null for no limit.</value>
    public required double? Memory { get; init; }

    /// <summary>Highest load average of a minute.</summary>
    /// <value>Per processor, over 0, or null for no limit.</value>
    public required double? Load { get; init; }

    /// <summary>How often a figure must be over its limit before that counts.</summary>
    public required ConfirmOptions Confirm { get; init; }

    internal static HostOptions Read(HoconSection at, ConfigProblems problems)
    {
        HostOptions read = new()
        {
            Cpu = at.FractionOrNull("cpu"),
            Memory = at.FractionOrNull("memory"),
            Load = at.NumberOrNull("load"),
            Confirm = ConfirmOptions.Read(at.Section("confirm"), problems),
        };
        problems.Require(read.Cpu is null or (> 0 and <= 1), at.Path("cpu"), read.Cpu, "must be over 0 % and not over 100 %, or null");
        problems.Require(
            read.Memory is null or (> 0 and <= 1), at.Path("memory"), read.Memory, "must be over 0 % and not over 100 %, or null");
        problems.Require(read.Load is null or > 0, at.Path("load"), read.Load, "must be over 0, or null");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
