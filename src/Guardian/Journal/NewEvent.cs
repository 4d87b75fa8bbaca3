namespace Guardian.Journal;

/// <summary>An event on its way into the journal.</summary>
/// <param name="Type">Its kind, a stable name such as <c>instance-started</c>.</param>
/// <param name="Json">Its content, UTF-8 JSON.</param>
/// <param name="At">Wall time, a label only: order is the journal's.</param>
public sealed record NewEvent(string Type, ReadOnlyMemory<byte> Json, DateTimeOffset At);
