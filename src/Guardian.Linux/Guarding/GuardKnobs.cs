using System.Collections.Immutable;

namespace Guardian.Linux.Guarding;

/// <summary>Settings of the runtime, by environment variables, that keep a guard small, at rest and with few threads.</summary>
internal static class GuardKnobs
{
    /// <summary>Names and values; numbers are hexadecimal.</summary>
    public static ImmutableDictionary<string, string> All { get; } = new Dictionary<string, string>
    {
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_TieredCompilation"] = "0", // no thread that compiles again later: what is compiled at the start stays
        ["DOTNET_gcServer"] = "0",
        ["DOTNET_gcConcurrent"] = "0",
        ["DOTNET_GCgen0size"] = "0x40000",
        ["DOTNET_GCHeapHardLimit"] = "0x10000000", // 256 MiB: the tables of half a million processes fit in; it takes what it needs
        ["DOTNET_EnableDiagnostics"] = "0", // no threads for debuggers and profilers
    }.ToImmutableDictionary(StringComparer.Ordinal);
}
