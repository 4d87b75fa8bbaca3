namespace Guardian.Hocon;

/// <summary>The value <c>true</c> or <c>false</c>.</summary>
/// <remarks><c>yes</c>, <c>no</c>, <c>on</c> and <c>off</c> are strings until they are read as a boolean.</remarks>
public sealed class HoconBoolean : HoconValue
{
    internal HoconBoolean(bool value, HoconOrigin origin)
        : base(origin) => Value = value;

    /// <summary>The value.</summary>
    public bool Value { get; }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    public override string Text => Value ? "true" : "false";

    internal override string KindInWords => "a boolean";

    /// <inheritdoc/>
    public override bool Equals(HoconValue? other) => other is HoconBoolean same && same.Value == Value;

    private protected override int ContentHash() => Value ? 1 : 2;
}
