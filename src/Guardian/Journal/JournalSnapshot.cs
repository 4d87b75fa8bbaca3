namespace Guardian.Journal;

/// <summary>State of a stream after one of its events.</summary>
/// <param name="Stream">Name of the stream.</param>
/// <param name="Sequence">The last event that is folded in; 0 when none is.</param>
/// <param name="Json">The state, UTF-8 JSON.</param>
/// <param name="At">Wall time, a label only.</param>
public sealed record JournalSnapshot(string Stream, long Sequence, ReadOnlyMemory<byte> Json, DateTimeOffset At);
