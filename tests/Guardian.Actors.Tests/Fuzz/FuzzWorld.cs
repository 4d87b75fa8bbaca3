using System.Collections.Concurrent;

namespace Guardian.Actors.Tests.Fuzz;

/// <summary>What a random run knows from outside of its actors, and what it has found wrong.</summary>
public sealed class FuzzWorld(int seed, int maxActors)
{
    private readonly ConcurrentDictionary<IActorRef, FuzzRecord> _records = new();
    private int _created;

    public int Seed => seed;

    /// <summary>Everything that broke a promise of the runtime.</summary>
    public ConcurrentQueue<string> Wrongs { get; } = new();

    public IReadOnlyCollection<IActorRef> Actors => [.. _records.Keys];

    /// <summary>Takes note of a message or hook that begins; the result is to be disposed of when it ends.</summary>
    public FuzzRecord Enter(IActorRef actor)
    {
        FuzzRecord record = _records.GetOrAdd(actor, static _ => new FuzzRecord());
        if (!record.Enter())
        {
            Wrong($"two turns of {actor} at once");
        }

        return record;
    }

    public FuzzRecord RecordOf(IActorRef actor) => _records.GetOrAdd(actor, static _ => new FuzzRecord());

    public void AddChild(IActorRef parent, IActorRef child)
    {
        RecordOf(child);
        RecordOf(parent).Children.Enqueue(child);
    }

    public bool MayCreate() => Interlocked.Increment(ref _created) <= maxActors;

    public IActorRef? Any(Random random)
    {
        IActorRef[] all = [.. _records.Keys];
        return all.Length == 0 ? null : all[random.Next(all.Length)];
    }

    /// <summary>A stopped actor must have no living child.</summary>
    public void CheckFamilyOf(IActorRef stopped)
    {
        foreach (IActorRef child in RecordOf(stopped).Children)
        {
            if (child is InternalActorRef { IsTerminated: false })
            {
                Wrong($"{child} outlives its parent {stopped}");
            }
        }
    }

    public void Wrong(string what) => Wrongs.Enqueue($"seed {seed}: {what}");
}
