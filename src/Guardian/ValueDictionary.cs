using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Guardian;

/// <summary>An immutable map of names to texts that is equal to another when its entries are; names are compared by their exact
/// letters.</summary>
public sealed class ValueDictionary : IReadOnlyDictionary<string, string>, IEquatable<ValueDictionary>
{
    private readonly ImmutableSortedDictionary<string, string> _entries;

    /// <summary>Copies the entries.</summary>
    /// <param name="entries">Names and texts.</param>
    public ValueDictionary(IEnumerable<KeyValuePair<string, string>> entries) =>
        _entries = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, StringComparer.Ordinal, entries);

    /// <summary>The map without entries.</summary>
    public static ValueDictionary Empty { get; } = new([]);

    /// <inheritdoc />
    public int Count => _entries.Count;

    /// <inheritdoc />
    public IEnumerable<string> Keys => _entries.Keys;

    /// <inheritdoc />
    public IEnumerable<string> Values => _entries.Values;

    /// <inheritdoc />
    public string this[string key] => _entries[key];

    /// <inheritdoc />
    public bool ContainsKey(string key) => _entries.ContainsKey(key);

    /// <inheritdoc />
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => _entries.TryGetValue(key, out value);

    /// <inheritdoc />
    public bool Equals(ValueDictionary? other) => other is not null && _entries.SequenceEqual(other._entries);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ValueDictionary);

    /// <inheritdoc />
    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (KeyValuePair<string, string> entry in _entries)
        {
            hash.Add(entry.Key);
            hash.Add(entry.Value);
        }

        return hash.ToHashCode();
    }

    /// <summary>The entries in the order of their names.</summary>
    /// <returns>For example <c>{A=1, B=2}</c>.</returns>
    public override string ToString() => $"{{{string.Join(", ", _entries.Select(entry => $"{entry.Key}={entry.Value}"))}}}";

    /// <inheritdoc />
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
