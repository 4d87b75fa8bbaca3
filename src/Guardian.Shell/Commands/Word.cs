namespace Guardian.Shell.Commands;

/// <summary>A word of a line, with where it stands.</summary>
/// <param name="Text">Without quotes.</param>
/// <param name="Start">Where it begins in the line.</param>
/// <param name="OpenQuote">The quote that was opened and not closed, a backslash that ends the line, or a zero character.</param>
internal readonly record struct Word(string Text, int Start, char OpenQuote);
