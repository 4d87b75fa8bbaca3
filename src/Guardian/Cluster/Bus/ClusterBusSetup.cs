using Guardian.Journal;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Bus;

/// <summary>What <see cref="ClusterBusActor"/> works with.</summary>
internal sealed record ClusterBusSetup
{
    /// <summary>Opens the shared journal, or throws <see cref="JournalUnavailableException"/>; called again until it succeeds once.</summary>
    public required Func<CancellationToken, Task<IEventJournal>> Open { get; init; }

    /// <summary>Where the open journal is put for others; closed with the actor.</summary>
    public required SharedJournal Shared { get; init; }

    /// <summary>How often is looked when nobody calls.</summary>
    public required ClusterOptions Options { get; init; }

    /// <summary>The time.</summary>
    public required Clock Clock { get; init; }

    /// <summary>Spreads the tries of several nodes.</summary>
    public required Random Random { get; init; }

    /// <summary>Where trouble is told.</summary>
    public required ILogger Log { get; init; }
}
