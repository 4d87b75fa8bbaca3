using System.Collections;
using System.Collections.Immutable;

namespace Guardian.Node.Hosting;

/// <summary>The environment of this process, to be handed to another of the same program.</summary>
internal static class NodeProcessEnvironment
{
    public static ImmutableDictionary<string, string> Read() => Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>()
        .ToImmutableDictionary(entry => (string)entry.Key, entry => (string?)entry.Value ?? string.Empty, StringComparer.Ordinal);
}
