namespace Guardian.Hosting.Palettes;

/// <summary>What a parameter of a shell command holds.</summary>
public enum PaletteParameterKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>Present or absent; options only.</summary>
    Flag,

    /// <summary>A duration such as <c>30s</c>, <c>5m</c>, <c>1h</c>; sent as written.</summary>
    Duration,
}
