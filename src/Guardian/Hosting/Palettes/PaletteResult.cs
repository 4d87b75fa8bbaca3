using System.Collections.Immutable;

namespace Guardian.Hosting.Palettes;

/// <summary>How the shell shows an answer to a person.</summary>
/// <param name="Kind">The form.</param>
/// <param name="Columns">For tables: the columns. For records: the fields shown; empty for all.</param>
/// <param name="Rows">For tables: the property that holds the rows, or null when the answer itself is the array.</param>
public sealed record PaletteResult(PaletteResultKind Kind, ImmutableArray<PaletteColumn> Columns = default, string? Rows = null)
{
    /// <summary>For tables: the columns. For records: the fields shown; empty for all.</summary>
    public ImmutableArray<PaletteColumn> Columns { get; init; } = Columns.IsDefault ? [] : Columns;
}
