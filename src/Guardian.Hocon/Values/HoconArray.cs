using System.Collections;
using System.Collections.Immutable;

namespace Guardian.Hocon;

/// <summary>A list of values.</summary>
public sealed class HoconArray : HoconValue, IReadOnlyList<HoconValue>
{
    internal HoconArray(ImmutableArray<HoconValue> items, HoconOrigin origin)
        : base(origin)
    {
        Items = items;
        foreach (HoconValue item in items)
        {
            NodeCount += item.NodeCount;
            TextLength += item.TextLength;
            Depth = Math.Max(Depth, item.Depth + 1);
        }
    }

    /// <summary>The values in order.</summary>
    public ImmutableArray<HoconValue> Items { get; }

    /// <summary>How many values.</summary>
    public int Count => Items.Length;

    internal override long NodeCount { get; } = 1;

    internal override long TextLength { get; }

    internal override int Depth { get; } = 1;

    internal override string KindInWords => "a list";

    /// <summary>The value at an index from 0.</summary>
    public HoconValue this[int index] => Items[index];

    /// <inheritdoc/>
    public IEnumerator<HoconValue> GetEnumerator() => ((IEnumerable<HoconValue>)Items).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public override bool Equals(HoconValue? other) =>
        ReferenceEquals(this, other) || (other is HoconArray same && Items.AsSpan().SequenceEqual(same.Items.AsSpan()));

    private protected override int ContentHash()
    {
        HashCode hash = default;
        foreach (HoconValue item in Items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}
