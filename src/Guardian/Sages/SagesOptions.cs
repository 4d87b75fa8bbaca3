using Guardian.Hocon;
using Guardian.Sages.Incidents;
using Guardian.Sages.Patterns;
using Guardian.Sages.Tasks;

namespace Guardian.Sages;

/// <summary>What the sages go by when they judge a case.</summary>
/// <remarks>HOCON: <c>guardian.sages</c>; defaults are written once, in the reference file.</remarks>
public sealed record SagesOptions
{
    /// <summary>When the incident sage calls it a crisis.</summary>
    public required CrisisOptions Crisis { get; init; }

    /// <summary>What the task sage takes for a busy and for an idle server.</summary>
    public required TaskSageOptions Task { get; init; }

    /// <summary>How far apart in time the pattern sage still sees a connection, and how much it remembers.</summary>
    public required PatternSageOptions Pattern { get; init; }

    internal static SagesOptions Read(HoconSection at, ConfigProblems problems)
    {
        SagesOptions read = new()
        {
            Crisis = CrisisOptions.Read(at.Section("crisis"), problems),
            Task = TaskSageOptions.Read(at.Section("task"), problems),
            Pattern = PatternSageOptions.Read(at.Section("pattern"), problems),
        };
        at.RejectUnreadKeys(problems);
        return read;
    }
}
