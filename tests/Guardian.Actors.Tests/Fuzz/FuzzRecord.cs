using System.Collections.Concurrent;

namespace Guardian.Actors.Tests.Fuzz;

/// <summary>What a random run knows of one actor; outlives its restarts, as its reference does.</summary>
public sealed class FuzzRecord
{
    private int _inside;
    private int _incarnations;

    public ConcurrentQueue<IActorRef> Children { get; } = new();

    /// <summary>Whom the actor watches; touched on its turn only.</summary>
    public HashSet<IActorRef> Watching { get; } = [];

    /// <summary>Begins a turn.</summary>
    /// <returns>False when another is under way.</returns>
    public bool Enter() => Interlocked.Increment(ref _inside) == 1;

    public int NextIncarnation() => Interlocked.Increment(ref _incarnations);

    public void Leave() => Interlocked.Decrement(ref _inside);
}
