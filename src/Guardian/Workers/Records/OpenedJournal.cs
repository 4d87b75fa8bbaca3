using Guardian.Journal;

namespace Guardian.Workers.Records;

/// <summary>A journal that was opened, and the records that were read from it.</summary>
/// <param name="Journal">The journal.</param>
/// <param name="Loaded">What it held.</param>
internal sealed record OpenedJournal(IEventJournal Journal, LoadedRecords Loaded);
