using Guardian.Hocon;
using Guardian.Learning.Patterns;

namespace Guardian.Learning;

/// <summary>What a node learns from what happens.</summary>
/// <remarks>HOCON: <c>guardian.learning</c>; defaults are written once, in the reference file.</remarks>
public sealed record LearningOptions
{
    /// <summary>How log lines are grouped into templates.</summary>
    public required TemplateMinerOptions Patterns { get; init; }

    internal static LearningOptions Read(HoconSection at, ConfigProblems problems)
    {
        LearningOptions read = new()
        {
            Patterns = TemplateMinerOptions.Read(at.Section("patterns"), problems),
        };
        at.RejectUnreadKeys(problems);
        return read;
    }
}
