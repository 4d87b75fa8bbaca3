namespace Guardian.Journal;

/// <summary>An event as the journal keeps it.</summary>
/// <param name="Position">Place in the whole journal, ascending in order of commit, with possible holes.</param>
/// <param name="Stream">Name of its stream.</param>
/// <param name="Sequence">Place in its stream: 1, 2, 3, without holes at the end that is kept.</param>
/// <param name="Type">Its kind.</param>
/// <param name="Json">Its content, UTF-8 JSON.</param>
/// <param name="At">Wall time it was labelled with, to the millisecond.</param>
public sealed record JournalEvent(long Position, string Stream, long Sequence, string Type, ReadOnlyMemory<byte> Json, DateTimeOffset At);
