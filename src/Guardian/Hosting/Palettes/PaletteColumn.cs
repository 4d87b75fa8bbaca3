namespace Guardian.Hosting.Palettes;

/// <summary>A column of a table in the shell.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Field">
/// JSON property; <c>a.b</c> goes into objects; <c>list[]</c> counts the elements of an array; <c>list[].a</c> joins one field of its
/// elements.
/// </param>
/// <param name="Format">How the value is shown.</param>
public sealed record PaletteColumn(string Title, string Field, PaletteFormat Format = PaletteFormat.Text);
