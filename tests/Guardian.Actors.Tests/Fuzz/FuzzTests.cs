using Guardian.Actors.TestKit;

namespace Guardian.Actors.Tests.Fuzz;

/// <summary>
/// Random supervision trees under random crashes, stops, restarts, escalations and watches. Choices follow from the seed that a failure
/// names; the interleaving of threads does not, so a failure may need several runs of its seed to show again.
/// </summary>
public sealed class FuzzTests
{
    private const int Seeds = 250;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    [Fact]
    public async Task Random_trees_keep_all_promises()
    {
        for (int seed = 1; seed <= Seeds; seed++)
        {
            await Run(seed);
        }
    }

    private static async Task Run(int seed)
    {
        FuzzWorld world = new(seed, maxActors: 120);
        Random random = new(seed);
        ActorSystem system = ActorSystem.Create($"fuzz-{seed}");
        TestProbe probe = new(system);
        IActorRef[] observers = [.. Enumerable.Range(0, 2).Select(_ => system.ActorOf(Props.Create(() => new FuzzObserver(world))))];
        system.EventStream.Subscribe<DeadLetter>(system.ActorOf(Props.Create(() => new FuzzDeadLetters())));
        IActorRef root = system.ActorOf(FuzzActor.Props(world, observers, 0, seed), "root");
        world.RecordOf(root);
        foreach (IActorRef observer in observers)
        {
            observer.Tell(root);
        }

        for (int burst = 0; burst < 4; burst++)
        {
            for (int i = 0; i < 40; i++)
            {
                world.Any(random)!.Tell(new FuzzStep(random.Next(), random.Next(8)));
            }

            AwaitSignsOfLife(world); // also lets the tree grow, so that the next burst does not all fall on its root
        }

        if (seed % 3 != 0)
        {
            system.Stop(root);
            foreach (IActorRef observer in observers)
            {
                observer.Tell("tell me when none is left", probe.Ref);
                probe.ExpectMsg<string>(Limit, $"seed {seed}: an observer was not told of the end of every actor");
            }
        }

        try
        {
            await system.Terminate().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            world.Wrong($"the system had not terminated after {Limit}");
        }

        foreach (IActorRef actor in world.Actors.Where(actor => actor is InternalActorRef { IsTerminated: false }))
        {
            world.Wrong($"{actor} outlived its system");
        }

        world.Wrongs.ShouldBeEmpty();
    }

    /// <summary>Every actor must answer or be gone: none may stay suspended for ever.</summary>
    private static void AwaitSignsOfLife(FuzzWorld world)
    {
        IReadOnlyCollection<IActorRef> actors = world.Actors;
        using CountdownEvent heard = new(actors.Count);
        foreach (IActorRef actor in actors)
        {
            actor.Tell(new FuzzPing(heard), ActorRefs.NoSender);
        }

        if (!heard.Wait(Limit))
        {
            world.Wrong($"{heard.CurrentCount} of {actors.Count} actors neither answered nor stopped within {Limit}");
        }
    }
}
