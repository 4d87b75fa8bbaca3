using System.Collections.Immutable;

namespace Guardian.Hosting.Palettes;

/// <summary>A group of shell commands, served by the node as data, so that one <c>pbm</c> fits every node.</summary>
/// <param name="Name">First word after <c>pbm</c>, for example <c>worker</c>.</param>
/// <param name="Summary">One line for help.</param>
/// <param name="Commands">The commands, in the order help lists them.</param>
public sealed record Palette(string Name, string Summary, ImmutableArray<PaletteCommand> Commands);
