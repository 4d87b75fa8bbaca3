using System.Collections.Immutable;
using Guardian.Journal;

namespace Guardian.Cluster.Bus;

/// <summary>Messages to and from the actor that writes to the shared journal and reads it (<c>cluster-bus</c>).</summary>
internal static class BusProtocol
{
    /// <summary>Something for all nodes, at once or never: it is not kept while the database is away.</summary>
    /// <param name="Stream">One of <see cref="BusStreams"/>.</param>
    /// <param name="Events">At least one.</param>
    /// <param name="Answer">The sender is told <see cref="Published"/>.</param>
    public sealed record Publish(string Stream, ImmutableArray<NewEvent> Events, bool Answer);

    /// <summary>Answer to <see cref="Publish"/>.</summary>
    /// <param name="Problem">Why it was not sent, or is not known to be; null when it stands in the journal.</param>
    public sealed record Published(string? Problem);

    /// <summary>Published to the event stream when the sending of this node's journal has stopped for good; only a restart of the node begins it again.</summary>
    /// <param name="Reason">Why, and what a person can do.</param>
    public sealed record ForwardingStopped(string Reason);
}
