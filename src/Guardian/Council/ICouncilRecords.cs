using System.Collections.Immutable;
using Guardian.Journal;

namespace Guardian.Council;

/// <summary>Port to where the council keeps its meetings and the trust in its sages.</summary>
/// <remarks>Safe for many callers at once. Both may fail with <see cref="JournalUnavailableException"/> while the store is away.</remarks>
public interface ICouncilRecords
{
    /// <summary>Appends events to a stream.</summary>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="events">At least one, in order.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>When they are durable.</returns>
    Task AppendAsync(string stream, ImmutableArray<NewEvent> events, CancellationToken stop = default);

    /// <summary>Reads the newest events of a stream.</summary>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="types">Event types wanted.</param>
    /// <param name="count">Most events to return.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>Newest first.</returns>
    Task<IReadOnlyList<JournalEvent>> NewestAsync(string stream, IReadOnlyCollection<string> types, int count, CancellationToken stop = default);
}
