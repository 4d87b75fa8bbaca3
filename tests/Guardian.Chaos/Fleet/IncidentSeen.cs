namespace Guardian.Chaos.Fleet;

/// <summary>An incident as the API shows it.</summary>
internal sealed record IncidentSeen(
    string Id,
    string Subject,
    string Kind,
    string Phase,
    string? Plan,
    int Attempt,
    string Note,
    DateTimeOffset DetectedAt,
    DateTimeOffset? RecoveredAt,
    DateTimeOffset? EndedAt,
    double? RecoverySeconds,
    string Signature,
    string[] Failed,
    string? CuredBy,
    bool ByPerson,
    bool Escalated)
{
    /// <summary>Most that the API keeps.</summary>
    public const int Most = 1000;

    public bool IsOpen => EndedAt is null;

    /// <summary>Its worker's name.</summary>
    public string Worker => Subject.Split('/')[0];

    /// <summary>What was done, in order: the plans that failed and the one that cured.</summary>
    public string[] Plans => CuredBy is null ? Failed : [.. Failed, CuredBy];
}
