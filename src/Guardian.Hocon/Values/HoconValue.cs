namespace Guardian.Hocon;

/// <summary>A resolved value: object, array, string, number, boolean or null. Immutable; the hierarchy is closed.</summary>
/// <remarks>Equality is by content; the origin does not count, so it tells whether a definition changed between two readings.</remarks>
public abstract class HoconValue : IEquatable<HoconValue>
{
    private protected HoconValue(HoconOrigin origin) => Origin = origin;

    /// <summary>Where the value was written; for a merged object, where its last part was.</summary>
    public HoconOrigin Origin { get; }

    /// <summary>A string, number or boolean as text (numbers as they were written); null for null, arrays and objects.</summary>
    public virtual string? Text => null;

    /// <summary>How many values this is made of, itself included.</summary>
    internal virtual long NodeCount => 1;

    /// <summary>How many characters its texts and keys have.</summary>
    internal virtual long TextLength => Text?.Length ?? 0;

    /// <summary>How many objects and arrays stand in each other.</summary>
    internal virtual int Depth => 0;

    /// <summary>What the value is, in words for messages.</summary>
    internal abstract string KindInWords { get; }

    /// <summary>Renders the value as JSON.</summary>
    public string ToJson(bool indented = false) => JsonText.Render(this, indented);

    /// <summary>The value as one line of JSON.</summary>
    public override string ToString() => ToJson();

    /// <summary>Whether both have the same content; the order of keys does not count.</summary>
    public abstract bool Equals(HoconValue? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => obj is HoconValue other && Equals(other);

    /// <inheritdoc/>
    public sealed override int GetHashCode() => ContentHash();

    private protected abstract int ContentHash();
}
