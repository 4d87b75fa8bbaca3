using Guardian.Hocon;

namespace Guardian.Kpi;

/// <summary>How the node judges its own success.</summary>
/// <remarks>HOCON: <c>guardian.kpi</c>; defaults are written once, in the reference file.</remarks>
public sealed record KpiOptions
{
    /// <summary>What the figures are held against.</summary>
    public required KpiTargetOptions Targets { get; init; }

    internal static KpiOptions Read(HoconSection at, ConfigProblems problems)
    {
        KpiOptions read = new() { Targets = KpiTargetOptions.Read(at.Section("targets"), problems) };
        at.RejectUnreadKeys(problems);
        return read;
    }
}
