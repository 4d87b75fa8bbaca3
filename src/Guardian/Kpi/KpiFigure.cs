namespace Guardian.Kpi;

/// <summary>One figure of a report.</summary>
/// <param name="Name">Stable name, such as <c>availability</c>.</param>
/// <param name="Title">The same for people.</param>
/// <param name="Value">The figure; null when nothing happened that it could be made of.</param>
/// <param name="Unit"><c>percent</c>, <c>seconds</c>, <c>per hour</c> or <c>count</c>.</param>
/// <param name="Target">What it is held against, in the same unit, or null.</param>
/// <param name="Met">Whether the target is met; null without a target or a figure.</param>
/// <param name="Before">The figure of the window before, or null.</param>
/// <param name="Words">What it is made of, in words, with numbers.</param>
public sealed record KpiFigure(string Name, string Title, double? Value, string Unit, double? Target, bool? Met, double? Before, string Words);
