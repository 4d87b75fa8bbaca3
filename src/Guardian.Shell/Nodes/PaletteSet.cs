using System.Collections.Immutable;
using Guardian.Hosting.Palettes;

namespace Guardian.Shell.Nodes;

/// <summary>What a node offers.</summary>
/// <param name="Palettes">The palettes, in the node's order; those of the same name are one.</param>
/// <param name="Problems">Commands left out because this <c>pbm</c> cannot use them, each with the reason.</param>
internal sealed record PaletteSet(ImmutableArray<Palette> Palettes, ImmutableArray<string> Problems)
{
    /// <summary>Nothing on offer.</summary>
    public static PaletteSet Empty { get; } = new([], []);

    /// <summary>Palettes that the node knows of and does not have, each with the reason.</summary>
    public ImmutableDictionary<string, string> Absent { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The palette of that name, or null.</summary>
    public Palette? Find(string name) => Palettes.FirstOrDefault(palette => palette.Name == name);
}
