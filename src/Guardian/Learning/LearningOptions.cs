using Guardian.Hocon;
using Guardian.Learning.Knowledge;

namespace Guardian.Learning;

/// <summary>What a node learns from, and how fast.</summary>
/// <remarks>HOCON: <c>guardian.learning</c>; defaults are written once, in the reference file.</remarks>
public sealed record LearningOptions
{
    /// <summary>What has helped against what.</summary>
    public required KnowledgeOptions Knowledge { get; init; }

    internal static LearningOptions Read(HoconSection at, ConfigProblems problems)
    {
        LearningOptions read = new() { Knowledge = KnowledgeOptions.Read(at.Section("knowledge"), problems) };
        at.RejectUnreadKeys(problems);
        return read;
    }
}
