using System.Collections.Immutable;
using System.Globalization;

namespace Guardian.Workers;

/// <summary>Fills in what differs from instance to instance: <c>{worker}</c> and <c>{index}</c>.</summary>
public static class Placeholders
{
    /// <summary>Fills in one text.</summary>
    /// <param name="text">The text; other braces stay as they are, as JSON arguments need them.</param>
    /// <param name="instance">The instance.</param>
    /// <returns>The text with every placeholder replaced.</returns>
    public static string Fill(string text, InstanceName instance) => text
        .Replace("{worker}", instance.Worker, StringComparison.Ordinal)
        .Replace("{index}", instance.Index.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);

    /// <summary>Fills in each text.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="instance">The instance.</param>
    /// <returns>In the same order.</returns>
    public static ImmutableArray<string> Fill(ValueArray<string> texts, InstanceName instance) =>
        [.. texts.Select(text => Fill(text, instance))];

    /// <summary>Whether a text differs between instances of one worker.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True when it holds <c>{index}</c>.</returns>
    public static bool TellInstancesApart(string text) => text.Contains("{index}", StringComparison.Ordinal);
}
