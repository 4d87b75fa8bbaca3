namespace Guardian.Actors.Tests.Fuzz;

/// <summary>An actor that does random things to itself, its children and others.</summary>
public sealed class FuzzActor : ReceiveActor
{
    private readonly FuzzWorld _world;
    private readonly IActorRef[] _observers;
    private readonly int _depth;
    private readonly Random _random;

    public FuzzActor(FuzzWorld world, IActorRef[] observers, int depth, int seed)
    {
        _world = world;
        _observers = observers;
        _depth = depth;
        _random = new Random(seed);
        Receive<FuzzStep>(step => step.Seed % 7 != 0, Act);
        ReceiveAsync<FuzzStep>(async step =>
        {
            await Task.Yield(); // the turn ends here, and another begins
            Guarded(() =>
            {
                Act(step);
                return true;
            });
        });
        Receive<FuzzPing>(ping => ping.Heard.Signal());
        Receive<Terminated>(gone =>
        {
            if (!_world.RecordOf(Self).Watching.Remove(gone.ActorRef))
            {
                _world.Wrong($"{Self} was told of the end of {gone.ActorRef} without watching it, or twice");
            }
        });
        MayFail(0.02);
    }

    public static Props Props(FuzzWorld world, IActorRef[] observers, int depth, int seed) =>
        Actors.Props.Create(() => new FuzzActor(world, observers, depth, seed));

    protected override bool AroundReceive(Receive receive, object message) => Guarded(() => base.AroundReceive(receive, message));

    protected override SupervisorStrategy SupervisorStrategy()
    {
        Random random = new(_depth + _world.Seed);
        (int? retries, TimeSpan? window) = random.Next(3) switch
        {
            0 => ((int?)null, (TimeSpan?)null),
            1 => (3, null),
            _ => (5, TimeSpan.FromSeconds(1)),
        };
        return random.Next(4) == 0 ? new AllForOneStrategy(retries, window, Decide) : new OneForOneStrategy(retries, window, Decide);
    }

    protected override void PreStart() => Guarded(() =>
    {
        MayFail(0.02);
        for (int i = _random.Next(3); i > 0; i--)
        {
            Spawn();
        }

        return true;
    });

    protected override void PostStop() => Guarded(() =>
    {
        MayFail(0.02);
        return true;
    });

    protected override void PreRestart(Exception reason, object? message)
    {
        if (_random.Next(5) == 0)
        {
            return; // keeps its children
        }

        foreach (IActorRef child in Context.GetChildren())
        {
            _world.RecordOf(Self).Watching.Remove(child); // the default unwatches them
        }

        base.PreRestart(reason, message);
    }

    private static Directive Decide(Exception cause) => cause switch
    {
        FuzzException failure => failure.Directive,
        ActorInitializationException { InnerException: FuzzException { Directive: not Directive.Escalate } failure } => failure.Directive,
        _ => Directive.Stop,
    };

    private void Act(FuzzStep step)
    {
        Random random = new(step.Seed);
        if (step.Hops > 0 && _world.Any(random) is { } next)
        {
            next.Tell(new FuzzStep(random.Next(), step.Hops - 1));
        }

        FuzzRecord record = _world.RecordOf(Self);
        switch (random.Next(10))
        {
            case 0:
                throw new FuzzException((Directive)random.Next(4));
            case 1:
                throw new FuzzException(Directive.Escalate);
            case 2 or 3:
                Spawn();
                break;
            case 4:
                if (Context.GetChildren().ToArray() is { Length: > 0 } children)
                {
                    Context.Stop(children[random.Next(children.Length)]);
                }

                break;
            case 5:
                if (random.Next(4) == 0)
                {
                    Context.Stop(Self);
                }

                break;
            case 6 or 7:
                if (_world.Any(random) is { } subject && !subject.Equals(Self))
                {
                    record.Watching.Add(subject);
                    Context.Watch(subject);
                }

                break;
            case 8:
                if (record.Watching.FirstOrDefault() is { } watched)
                {
                    record.Watching.Remove(watched);
                    Context.Unwatch(watched);
                }

                break;
            default:
                throw new FuzzException(Directive.Restart);
        }
    }

    private void Spawn()
    {
        if (_depth < 6 && _world.MayCreate())
        {
            IActorRef child = Context.ActorOf(Props(_world, _observers, _depth + 1, _random.Next()));
            _world.AddChild(Self, child);
            foreach (IActorRef observer in _observers)
            {
                observer.Tell(child);
            }
        }
    }

    private void MayFail(double probability)
    {
        if (_depth > 0 && _random.NextDouble() < probability)
        {
            throw new FuzzException((Directive)_random.Next(4));
        }
    }

    private T Guarded<T>(Func<T> turn)
    {
        FuzzRecord record = _world.Enter(Self);
        try
        {
            return turn();
        }
        finally
        {
            record.Leave();
        }
    }
}
