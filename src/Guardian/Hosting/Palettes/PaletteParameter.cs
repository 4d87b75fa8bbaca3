using System.Collections.Immutable;

namespace Guardian.Hosting.Palettes;

/// <summary>An argument or option of a shell command.</summary>
public sealed record PaletteParameter
{
    /// <summary>Name without dashes; also the JSON or query key.</summary>
    public required string Name { get; init; }

    /// <summary>One line for help.</summary>
    public required string Summary { get; init; }

    /// <summary>What it holds.</summary>
    public PaletteParameterKind Kind { get; init; } = PaletteParameterKind.Text;

    /// <summary>Whether it must be given.</summary>
    public bool Required { get; init; }

    /// <summary>Fixed choices, for completion and checking; empty when anything goes.</summary>
    public ImmutableArray<string> Choices { get; init; } = [];

    /// <summary>GET path of a JSON array of strings to complete from, or null.</summary>
    public string? CompleteFrom { get; init; }
}
