namespace Guardian.Hocon.Syntax;

/// <summary>Where in the configuration a file is being read.</summary>
/// <param name="Loader">Opens includes.</param>
/// <param name="Directory">Where relative includes start; null when there is none.</param>
/// <param name="Path">The keys from the configuration's root to the file's root.</param>
/// <param name="Roots">The roots that a substitution may be relative to, innermost first; the last is the configuration's own.</param>
/// <param name="Depth">How deep the file's root object nests.</param>
internal sealed record ReaderScope(SourceLoader Loader, string? Directory, string[] Path, IReadOnlyList<string[]> Roots, int Depth)
{
    /// <summary>Whether the file is included in an element of an array, which no path leads to.</summary>
    public bool InArray { get; init; }

    /// <summary>Directory of the file that the user named.</summary>
    public string? TopDirectory { get; init; }

    /// <summary>That file, as the user named it.</summary>
    public string? TopName { get; init; }
}
