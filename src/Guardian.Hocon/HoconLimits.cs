namespace Guardian.Hocon;

/// <summary>How much a configuration may ask of the machine before it is refused.</summary>
/// <remarks>
/// The defaults leave two orders of magnitude above the largest configuration of a fleet, and keep the worst input (a few
/// hundred bytes that would unfold to gigabytes) to about two seconds and a few hundred megabytes.
/// </remarks>
public sealed record HoconLimits
{
    /// <summary>The limits that hold where none are given.</summary>
    public static HoconLimits Default { get; } = new();

    /// <summary>Largest single file or text, in bytes of UTF-8.</summary>
    /// <value>Bytes; 16 MiB.</value>
    public int MaxFileBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Largest sum of all files and texts of one configuration, in bytes of UTF-8, a file included twice counted twice.</summary>
    /// <value>Bytes; 64 MiB.</value>
    public long MaxTotalBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>How deeply objects and arrays may nest, as written and after resolution.</summary>
    /// <value>Levels; 500. Above some thousands a thread's stack could run out, which is refused as well.</value>
    public int MaxDepth { get; init; } = 500;

    /// <summary>How many substitutions may lead to each other before a value is reached.</summary>
    /// <value>Steps; 500.</value>
    public int MaxSubstitutionDepth { get; init; } = 500;

    /// <summary>Most values a configuration may hold, as written and after resolution (a value counts wherever it appears).</summary>
    /// <value>Values; 1,000,000.</value>
    public int MaxNodes { get; init; } = 1_000_000;

    /// <summary>Most characters in all values and keys of the resolved configuration together.</summary>
    /// <value>UTF-16 characters; 64 Mi.</value>
    public long MaxTextLength { get; init; } = 64L * 1024 * 1024;

    /// <summary>Most files that includes may open in one configuration, a file included twice counted twice.</summary>
    /// <value>Files; 1,000.</value>
    public int MaxIncludes { get; init; } = 1_000;

    /// <summary>How deeply included files may include others.</summary>
    /// <value>Levels; 50.</value>
    public int MaxIncludeDepth { get; init; } = 50;
}
