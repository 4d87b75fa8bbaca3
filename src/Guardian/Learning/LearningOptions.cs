using Guardian.Hocon;

namespace Guardian.Learning;

/// <summary>How the node learns from what it did.</summary>
/// <remarks>HOCON: <c>guardian.learning</c>; defaults are written once, in the reference file.</remarks>
public sealed record LearningOptions
{
    /// <summary>How sages gain and lose weight in the council.</summary>
    public required TrustOptions Trust { get; init; }

    internal static LearningOptions Read(HoconSection at, ConfigProblems problems)
    {
        LearningOptions read = new() { Trust = TrustOptions.Read(at.Section("trust"), problems) };
        at.RejectUnreadKeys(problems);
        return read;
    }
}
