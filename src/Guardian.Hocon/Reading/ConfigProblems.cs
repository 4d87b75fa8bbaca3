using System.Collections;
using System.Globalization;

namespace Guardian.Hocon;

/// <summary>Collects everything that is wrong with a configuration, so that one run shows all of it.</summary>
/// <remarks>
/// Sections tell it where each key was read, so a rule needs to name only the path. A key that could not be read gets no second
/// problem for the default that stood in for it. Not safe for use by several threads at once.
/// </remarks>
public sealed class ConfigProblems
{
    private const int LongestValue = 200;

    private readonly List<ConfigProblem> _all = [];
    private readonly Dictionary<string, HoconOrigin> _origins = [];
    private readonly HashSet<string> _unread = []; // paths whose value is a stand-in

    /// <summary>The problems in the order in which they were found.</summary>
    public IReadOnlyList<ConfigProblem> All => _all;

    /// <summary>Whether there is any.</summary>
    public bool Any => _all.Count > 0;

    /// <summary>Adds a problem.</summary>
    /// <param name="path">The full path of the key.</param>
    /// <param name="value">The value that breaks the rule; null where none is to be shown.</param>
    /// <param name="rule">What must hold.</param>
    /// <param name="origin">Where it was written; null takes the place at which <paramref name="path"/> was read.</param>
    public void Add(string path, object? value, string rule, HoconOrigin? origin = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(rule);
        _all.Add(new ConfigProblem(path, Show(value), rule, origin ?? _origins.GetValueOrDefault(path)));
    }

    /// <summary>Adds a problem unless <paramref name="ok"/>.</summary>
    /// <remarks>Nothing is added for a key that is missing or of the wrong kind: that has been reported when it was read.</remarks>
    public void Require(bool ok, string path, object? value, string rule)
    {
        if (!ok && !_unread.Contains(path))
        {
            Add(path, value, rule);
        }
    }

    /// <summary>The problems, one on a line.</summary>
    public override string ToString() => string.Join('\n', _all);

    /// <summary>Notes where a key was read.</summary>
    internal void Read(string path, HoconOrigin origin) => _origins[path] = origin;

    /// <summary>Notes that a key could not be read and a stand-in was given.</summary>
    internal void Unread(string path) => _unread.Add(path);

    private static string? Show(object? value)
    {
        string? text = value switch
        {
            null => null,
            string given => given,
            bool flag => flag ? "true" : "false",
            TimeSpan time => Units.Show(time),
            HoconValue { Text: { } scalar } => scalar,
            HoconValue structure => structure.ToJson(),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Show))}]",
            _ => value.ToString(),
        };
        return text is { Length: > LongestValue } ? string.Concat(text.AsSpan(0, LongestValue), "...") : text;
    }
}
