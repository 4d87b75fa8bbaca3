using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Guardian.Hocon;

/// <summary>Keys with values, in the order in which the keys were first defined.</summary>
public sealed class HoconObject : HoconValue
{
    private readonly OrderedDictionary<string, Member> _members;

    internal HoconObject(OrderedDictionary<string, Member> members, HoconOrigin origin)
        : base(origin)
    {
        _members = members;
        foreach ((string key, Member member) in members)
        {
            NodeCount += member.Value.NodeCount;
            TextLength += key.Length + member.Value.TextLength;
            Depth = Math.Max(Depth, member.Value.Depth + 1);
        }
    }

    /// <summary>How many keys.</summary>
    public int Count => _members.Count;

    /// <summary>The keys in order.</summary>
    public IReadOnlyCollection<string> Keys => _members.Keys;

    /// <summary>Keys and values in order.</summary>
    public IEnumerable<KeyValuePair<string, HoconValue>> Members =>
        _members.Select(member => KeyValuePair.Create(member.Key, member.Value.Value));

    internal static HoconObject Empty { get; } = new([], HoconOrigin.None);

    internal override long NodeCount { get; } = 1;

    internal override long TextLength { get; }

    internal override int Depth { get; } = 1;

    internal override string KindInWords => "an object";

    /// <summary>The value of a key, null where there is none; a key whose value is null gives <see cref="HoconNull"/>.</summary>
    public HoconValue? this[string key] => _members.TryGetValue(key, out Member member) ? member.Value : null;

    /// <summary>The value of a key.</summary>
    /// <returns>Whether the key is there.</returns>
    public bool TryGetValue(string key, [NotNullWhen(true)] out HoconValue? value)
    {
        value = this[key];
        return value is not null;
    }

    /// <summary>Where the key was last written; the object's own place where it has no such key.</summary>
    public HoconOrigin OriginOf(string key) => _members.TryGetValue(key, out Member member) ? member.KeyOrigin : Origin;

    /// <inheritdoc/>
    public override bool Equals(HoconValue? other) =>
        ReferenceEquals(this, other)
        || (other is HoconObject same
            && same.Count == Count
            && _members.All(member => same[member.Key] is { } theirs && theirs.Equals(member.Value.Value)));

    private protected override int ContentHash() =>
        _members.Aggregate(Count, (hash, member) => hash ^ HashCode.Combine(member.Key, member.Value.Value)); // order does not count

    /// <summary>Lays <paramref name="above"/> over <paramref name="below"/>, as a later duplicate key would be.</summary>
    internal static HoconValue Merge(HoconValue below, HoconValue above)
    {
        if (below is not HoconObject low || above is not HoconObject high)
        {
            return above;
        }

        OrderedDictionary<string, Member> members = new(low._members);
        foreach ((string key, Member member) in high._members)
        {
            members[key] = members.TryGetValue(key, out Member under) ? member with { Value = Merge(under.Value, member.Value) } : member;
        }

        return new HoconObject(members, high.Origin);
    }

    /// <summary>The values of the keys 0, 1, 2, ... in that order, where an object stands in for a list; null where it has none.</summary>
    internal HoconArray? AsArray()
    {
        ImmutableArray<HoconValue> items = [.. NumericKeys(_members.Keys).Select(key => _members[key].Value)];
        return items.IsEmpty ? null : new HoconArray(items, Origin);
    }

    /// <summary>The keys that are whole numbers from 0, in numeric order; the others are left out.</summary>
    internal static IEnumerable<string> NumericKeys(IEnumerable<string> keys) =>
        keys.Select(key => (key, isIndex: int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out int index), index))
            .Where(entry => entry.isIndex)
            .OrderBy(entry => entry.index)
            .Select(entry => entry.key);

    internal readonly record struct Member(HoconValue Value, HoconOrigin KeyOrigin);
}
