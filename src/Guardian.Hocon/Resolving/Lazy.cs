using Guardian.Hocon.Syntax;

namespace Guardian.Hocon.Resolving;

/// <summary>A value in resolution: its kind is known, its inside need not be.</summary>
internal abstract class Lazy
{
    /// <summary>The finished value, once it is.</summary>
    public HoconValue? Value { get; set; }

    /// <summary>Whether the inside is being finished right now: coming back here is a cycle that nothing can break.</summary>
    public bool InProgress { get; set; }
}

/// <summary>A string, number, boolean or null.</summary>
internal sealed class LazyScalar : Lazy
{
    private readonly HoconValue _scalar;

    public LazyScalar(HoconValue value) => Value = _scalar = value;

    /// <summary>The value as part of a joined text.</summary>
    public string Text => _scalar.Text ?? "null";

    public string KindInWords => _scalar.KindInWords;
}

/// <summary>An array made of elements, or of other arrays one after the other.</summary>
internal sealed class LazyArray : Lazy
{
    public LazyArray(IReadOnlyList<Node> elements, HoconOrigin origin) => (Elements, Origin) = (elements, origin);

    public LazyArray(IReadOnlyList<LazyArray> parts, HoconOrigin origin) => (Parts, Origin) = (parts, origin);

    public IReadOnlyList<Node> Elements { get; } = [];

    public IReadOnlyList<LazyArray> Parts { get; } = [];

    public HoconOrigin Origin { get; }

    public static LazyArray Of(ArrayNode node) => node.Lazy ??= new LazyArray(node.Items, node.Origin);
}
