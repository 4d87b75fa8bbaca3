using System.Collections.Immutable;

namespace Guardian.Alerts;

/// <summary>Who has been told what of an alert, as long as somebody still may have to be.</summary>
/// <param name="Since">When it last changed in a way that is worth telling: began, rose, ended.</param>
/// <param name="Ending">How it ended, or null while it lasts and for a notice.</param>
/// <param name="Routes">For each route that is to be told: what it was told last, or null when it was not yet.</param>
public sealed record AlertStanding(AlertMoment Since, string? Ending, ImmutableSortedDictionary<string, AlertTelling?> Routes);
