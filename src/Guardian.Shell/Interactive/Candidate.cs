namespace Guardian.Shell.Interactive;

/// <summary>A way to complete a word.</summary>
/// <param name="Text">The whole word, unquoted.</param>
/// <param name="Summary">What it is; may be empty.</param>
internal readonly record struct Candidate(string Text, string Summary);
