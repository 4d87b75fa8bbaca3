namespace Guardian.Hocon;

/// <summary>The value <c>null</c>: the key is there, and says that there is no value.</summary>
public sealed class HoconNull : HoconValue
{
    internal HoconNull(HoconOrigin origin)
        : base(origin)
    {
    }

    internal override string KindInWords => "null";

    /// <inheritdoc/>
    public override bool Equals(HoconValue? other) => other is HoconNull;

    private protected override int ContentHash() => 3;
}
