using System.Collections.Immutable;

namespace Guardian.Node.Hosting;

/// <summary>How this program is started once more.</summary>
internal static class OwnProgram
{
    /// <summary>Its path; or dotnet and the path of its assembly, when it was started so.</summary>
    public static ImmutableArray<string> Command { get; } =
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet"
            ? [Environment.ProcessPath!, typeof(OwnProgram).Assembly.Location]
            : [Environment.ProcessPath!];
}
