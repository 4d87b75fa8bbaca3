using System.Collections.Immutable;

namespace Guardian.Incidents;

/// <summary>One incident with its story.</summary>
/// <param name="Incident">As a list shows it.</param>
/// <param name="Story">What happened, in order, in words.</param>
/// <param name="Evidence">What was kept before anything was touched, or null.</param>
public sealed record IncidentDetail(IncidentView Incident, ImmutableArray<StoryLine> Story, IncidentEvidence? Evidence);
