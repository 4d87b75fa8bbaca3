namespace Guardian.Chaos.Fleet;

/// <summary>One line of an incident's story, as the API shows it.</summary>
internal sealed record StorySeen(DateTimeOffset At, string What, string Detail);

/// <summary>An incident with its story, as the API shows it.</summary>
internal sealed record IncidentDetailSeen(StorySeen[] Story);
