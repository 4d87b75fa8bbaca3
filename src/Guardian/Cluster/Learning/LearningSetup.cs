using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Journal;
using Guardian.Learning;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Learning;

/// <summary>What the sharing of lessons works with.</summary>
internal sealed record LearningSetup
{
    /// <summary>This node.</summary>
    public required string Node { get; init; }

    /// <summary>How lessons are folded, the same for all nodes.</summary>
    public required LearningRules Rules { get; init; }

    /// <summary>Where events for all nodes are told to (<see cref="Bus.BusProtocol.Publish"/>).</summary>
    public required IActorRef Bus { get; init; }

    /// <summary>The journal that the nodes share; null while it is away.</summary>
    public required Func<IEventJournal?> Shared { get; init; }

    /// <summary>This node's own journal; null while it is away.</summary>
    public required Func<IEventJournal?> Own { get; init; }

    /// <summary>Whether this node keeps anything at all.</summary>
    public required bool Keeps { get; init; }

    /// <summary>Takes a lease that nobody holds; false when somebody does.</summary>
    public required Func<string, Task<bool>> TryLease { get; init; }

    /// <summary>Gives it back.</summary>
    public required Func<string, Task> ReleaseLease { get; init; }

    /// <summary>How an error is to be taken.</summary>
    public required Func<CaseFile, ErrorLevel?> LevelOf { get; init; }

    /// <summary>Who is told of every change (<see cref="SharedKnowledge"/>).</summary>
    public required ImmutableArray<IActorRef> Listeners { get; init; }

    /// <summary>Labels.</summary>
    public required Clock Clock { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Log { get; init; }
}
