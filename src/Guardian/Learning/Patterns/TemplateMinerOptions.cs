using Guardian.Hocon;

namespace Guardian.Learning.Patterns;

/// <summary>How log lines are grouped into templates.</summary>
/// <remarks>HOCON: <c>guardian.learning.patterns</c>; defaults are written once, in the reference file.</remarks>
public sealed record TemplateMinerOptions
{
    /// <summary>Templates kept; beyond it the least recently used one goes.</summary>
    /// <value>10 to 100,000.</value>
    public required int MaxTemplates { get; init; }

    /// <summary>Share of words that two lines must have in common at the same places to be of one template.</summary>
    /// <value>Over 0 to 1.</value>
    public required double Similarity { get; init; }

    /// <summary>Different words seen at one place before that place counts as variable.</summary>
    /// <value>2 to 1,000.</value>
    public required int MinValues { get; init; }

    /// <summary>Words of a line that are looked at; the rest is ignored.</summary>
    /// <value>1 to 1,000.</value>
    public required int MaxWords { get; init; }

    /// <summary>Characters of a line that are looked at; the rest is ignored.</summary>
    /// <value>16 to 16,384.</value>
    public required int MaxLength { get; init; }

    internal static TemplateMinerOptions Read(HoconSection at, ConfigProblems problems)
    {
        TemplateMinerOptions read = new()
        {
            MaxTemplates = at.Int32("max-templates"),
            Similarity = at.Fraction("similarity"),
            MinValues = at.Int32("min-values"),
            MaxWords = at.Int32("max-words"),
            MaxLength = at.Int32("max-length"),
        };
        problems.Require(read.MaxTemplates is >= 10 and <= 100_000, at.Path("max-templates"), read.MaxTemplates, "must be 10 to 100,000");
        problems.Require(read.Similarity is > 0 and <= 1, at.Path("similarity"), read.Similarity, "must be over 0% to 100%");
        problems.Require(read.MinValues is >= 2 and <= 1_000, at.Path("min-values"), read.MinValues, "must be 2 to 1,000");
        problems.Require(read.MaxWords is >= 1 and <= 1_000, at.Path("max-words"), read.MaxWords, "must be 1 to 1,000");
        problems.Require(read.MaxLength is >= 16 and <= 16_384, at.Path("max-length"), read.MaxLength, "must be 16 to 16,384");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
