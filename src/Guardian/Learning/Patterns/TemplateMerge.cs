namespace Guardian.Learning.Patterns;

/// <summary>Templates that have turned out to be one.</summary>
/// <param name="Members">Two or more.</param>
/// <param name="Open">For each place whether any word fits there from now on.</param>
internal sealed record TemplateMerge(IReadOnlyList<LogTemplate> Members, bool[] Open);
