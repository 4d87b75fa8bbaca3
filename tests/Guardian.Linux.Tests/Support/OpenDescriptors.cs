namespace Guardian.Linux.Tests.Support;

/// <summary>What this process has open at one moment.</summary>
internal sealed class OpenDescriptors
{
    private readonly Dictionary<string, int> _counts = Directory.GetFileSystemEntries("/proc/self/fd")
        .Select(entry => new FileInfo(entry).LinkTarget ?? "")
        .Where(target => target.Length > 0 && !target.StartsWith("/proc/", StringComparison.Ordinal) && !IsCode(target))
        .Select(target => target.StartsWith("anon_inode:", StringComparison.Ordinal) ? target : target.Split(':')[0])
        .CountBy(target => target)
        .ToDictionary();

    private OpenDescriptors()
    {
    }

    /// <summary>Looks.</summary>
    public static OpenDescriptors Now() => new();

    /// <summary>Nothing is open that was not open before. Less may be: earlier tests' objects are collected when it suits the runtime.</summary>
    public static void ShouldNotHaveGrown(OpenDescriptors since)
    {
        OpenDescriptors now = new();
        string grown = string.Join(", ", now._counts
            .Where(kind => kind.Value > since._counts.GetValueOrDefault(kind.Key))
            .Select(kind => $"{kind.Key}: {since._counts.GetValueOrDefault(kind.Key)} -> {kind.Value}"));
        grown.ShouldBe("");
    }

    // The runtime loads assemblies when it first needs them.
    private static bool IsCode(string target) => Path.GetExtension(target) is ".dll" or ".pdb" or ".so";
}
