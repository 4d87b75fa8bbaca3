using System.Globalization;

namespace Guardian.Workers;

/// <summary>Names and values of resource limits, as prlimit(1) takes them.</summary>
public static class ResourceLimits
{
    /// <summary>The names.</summary>
    public static ValueArray<string> Names { get; } =
    [
        "as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue",
        "nice", "nofile", "nproc", "rss", "rtprio", "rttime", "sigpending", "stack",
    ];

    /// <summary>Whether there is such a limit.</summary>
    /// <param name="name">For example <c>nofile</c>.</param>
    /// <returns>True for one of <see cref="Names"/>.</returns>
    public static bool IsName(string name) => Names.Contains(name);

    /// <summary>Whether this can be a limit's value.</summary>
    /// <param name="value">For example <c>4096</c>, <c>1024:4096</c>, <c>unlimited</c>, <c>1024:unlimited</c>.</param>
    /// <returns>True for one number or word, or for two with a colon between, the first not above the second.</returns>
    public static bool IsValue(string value)
    {
        string[] parts = value.Split(':');
        return parts.Length is 1 or 2
            && parts.All(part => Read(part) is not null)
            && (parts.Length == 1 || Read(parts[0]) <= Read(parts[1]));
    }

    /// <summary>The soft limit of open descriptors that a definition asks for.</summary>
    /// <param name="definition">The worker.</param>
    /// <returns>The number, or null when it asks for none, or for no limit.</returns>
    public static long? SoftDescriptors(WorkerDefinition definition) =>
        definition.Limits.TryGetValue("nofile", out string? value) && Read(value.Split(':')[0]) is { } soft && soft < ulong.MaxValue
            ? (long)Math.Min(soft, long.MaxValue)
            : null;

    private static ulong? Read(string part) =>
        part == "unlimited" ? ulong.MaxValue
        : ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) ? number
        : null;
}
