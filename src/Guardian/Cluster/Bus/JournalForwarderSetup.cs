using Guardian.Journal;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Bus;

/// <summary>What <see cref="JournalForwarder"/> works with.</summary>
internal sealed record JournalForwarderSetup
{
    /// <summary>Who sends.</summary>
    public required ForwardSelf Self { get; init; }

    /// <summary>The node's own journal, once it is open.</summary>
    public required Func<IEventJournal?> Local { get; init; }

    /// <summary>The shared journal, once it is open.</summary>
    public required Func<IEventJournal?> Shared { get; init; }

    /// <summary>How much may wait, and how often is looked when nobody calls.</summary>
    public required ClusterOptions Options { get; init; }

    /// <summary>The time.</summary>
    public required Clock Clock { get; init; }

    /// <summary>Spreads the tries of several nodes.</summary>
    public required Random Random { get; init; }

    /// <summary>Where trouble is told.</summary>
    public required ILogger Log { get; init; }
}
