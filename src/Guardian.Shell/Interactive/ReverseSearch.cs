namespace Guardian.Shell.Interactive;

/// <summary>A search backwards through history (Ctrl-R).</summary>
/// <param name="Query">What is looked for.</param>
/// <param name="At">Index of the line found; the number of lines when nothing has been found yet.</param>
/// <param name="Before">The line as it was before the search, for cancelling.</param>
/// <param name="Failed">Nothing older contains the query.</param>
internal sealed record ReverseSearch(string Query, int At, string Before, bool Failed);
