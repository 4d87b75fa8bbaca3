using System.Collections.Immutable;
using Guardian.Hosting;
using Guardian.Journal;

namespace Guardian.Cluster;

/// <summary>What a person or a program can ask of the cluster on one of its nodes.</summary>
/// <remarks>Whatever returns a task may throw <see cref="ClusterUnavailableException"/>, in bounded time.</remarks>
public interface IClusterBook
{
    /// <summary>Name of this node.</summary>
    string Node { get; }

    /// <summary>Where the nodes meet, for messages, without secrets.</summary>
    string Store { get; }

    /// <summary>The cluster as this node saw it last; <see cref="ClusterView.Empty"/> before it joined.</summary>
    ClusterView View { get; }

    /// <summary>Why what the nodes share cannot be used, or null when it works.</summary>
    string? Problem { get; }

    /// <summary>The cluster as it is now.</summary>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The state, with loads.</returns>
    Task<ClusterView> ReadAsync(CancellationToken stop);

    /// <summary>Whether a worker is defined as floating, here or on a node that is live.</summary>
    /// <param name="worker">The worker.</param>
    /// <returns>False for a local worker and for a name that is not known.</returns>
    bool Floats(string worker);

    /// <summary>Nodes that would run a replica next, first to last.</summary>
    /// <param name="view">The cluster.</param>
    /// <param name="worker">A floating worker.</param>
    /// <param name="replica">Which replica.</param>
    /// <returns>Names; without the node that runs it.</returns>
    ImmutableArray<string> BackupsOf(ClusterView view, string worker, int replica);

    /// <summary>Lets a floating worker run, on whichever node.</summary>
    /// <param name="worker">The worker; must be defined on this node.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The reply, once the word is kept.</returns>
    Task<CommandReply> StartAsync(string worker, string by, CancellationToken stop);

    /// <summary>Stops a floating worker wherever it runs, and keeps it stopped.</summary>
    /// <param name="worker">The worker; must be defined on this node.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The reply, once the word is kept.</returns>
    Task<CommandReply> StopAsync(string worker, string by, CancellationToken stop);

    /// <summary>Changes the number of instances of a floating worker.</summary>
    /// <param name="worker">The worker; must be defined on this node.</param>
    /// <param name="instances">How many on each node that runs it, within the bounds of its definition.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The reply, once the word is kept.</returns>
    Task<CommandReply> ScaleAsync(string worker, int instances, string by, CancellationToken stop);

    /// <summary>Asks that a node hands over what floats and takes nothing more, or takes that back.</summary>
    /// <param name="node">The node; any.</param>
    /// <param name="draining">Whether it is to drain.</param>
    /// <param name="by">Who asks.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The reply, once the word is kept; the hand-over may still go on.</returns>
    Task<CommandReply> DrainAsync(string node, bool draining, string by, CancellationToken stop);

    /// <summary>Lets this node hand over what floats and leave the cluster.</summary>
    /// <param name="by">Who asks.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The reply.</returns>
    Task<CommandReply> LeaveAsync(string by, CancellationToken stop);

    /// <summary>Declares that a node whose lease has ended will not come back.</summary>
    /// <param name="node">The node.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The reply; refused while the node's lease runs.</returns>
    Task<CommandReply> DownAsync(string node, string by, CancellationToken stop);

    /// <summary>Commands that went from node to node, newest first.</summary>
    /// <param name="most">How many at most.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The rows.</returns>
    Task<ImmutableArray<AuditRow>> AuditAsync(int most, CancellationToken stop);

    /// <summary>The last events of the shared journal, oldest first, and then every new one until the caller has had enough.</summary>
    /// <param name="last">How many of the last events.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>
    /// Events in the order of commit. While the journal is away it waits and goes on behind the last event given; only when it is away from
    /// the beginning it throws <see cref="ClusterUnavailableException"/>.
    /// </returns>
    IAsyncEnumerable<JournalEvent> TailAsync(int last, CancellationToken stop);
}
