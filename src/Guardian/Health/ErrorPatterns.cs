using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Guardian.Health;

/// <summary>Compiled error patterns, one for each text: a thousand instances with the default pattern share one.</summary>
/// <remarks>Compiling one takes milliseconds. Safe for use by several threads; an expression keeps nothing between matches.</remarks>
internal static class ErrorPatterns
{
    /// <summary>Most expressions kept; far more than a node has different patterns. When full, all are forgotten.</summary>
    private const int Most = 256;

    private static readonly ConcurrentDictionary<string, Regex> Compiled = new(StringComparer.Ordinal);

    /// <summary>The expression for a pattern.</summary>
    /// <param name="pattern">A .NET regular expression.</param>
    /// <returns>One that is matched in time proportional to the line.</returns>
    /// <exception cref="ArgumentException">The pattern is no regular expression.</exception>
    /// <exception cref="NotSupportedException">It cannot be matched in linear time (look-around, backreferences).</exception>
    public static Regex Get(string pattern)
    {
        if (Compiled.Count >= Most)
        {
            Compiled.Clear();
        }

        return Compiled.GetOrAdd(pattern, static text => new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));
    }
}
