using Guardian.Journal;

namespace Guardian.Cluster.Bus;

/// <summary>An event of the shared journal, told on every node in the order of commit. Published to the event stream.</summary>
/// <param name="Event">The event. What this node sent itself comes as well.</param>
/// <remarks>What a node misses while the database is away comes later, in order; a node that starts hears of what is new from its start on. How
/// far nodes have sent their journals (<see cref="BusStreams.Forward"/>) is not told.</remarks>
public sealed record BusEvent(JournalEvent Event);
