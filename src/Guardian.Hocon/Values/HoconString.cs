namespace Guardian.Hocon;

/// <summary>A string: quoted, unquoted, joined, or taken from the environment.</summary>
public sealed class HoconString : HoconValue
{
    internal HoconString(string text, HoconOrigin origin)
        : base(origin) => Text = text;

    /// <summary>The text.</summary>
    public override string Text { get; }

    internal override string KindInWords => "a text";

    /// <inheritdoc/>
    public override bool Equals(HoconValue? other) => other is HoconString same && same.Text == Text;

    private protected override int ContentHash() => Text.GetHashCode(StringComparison.Ordinal);
}
