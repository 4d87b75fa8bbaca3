namespace Guardian.Journal;

/// <summary>Which old events the journal keeps.</summary>
/// <param name="OlderThan">Events labelled at or after this moment are kept.</param>
/// <param name="KeepNewest">This many newest events of each stream are kept whatever their age; 0 or more.</param>
public sealed record JournalRetention(DateTimeOffset OlderThan, int KeepNewest);
