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
        _random = new Random(seed + (7919 * _world.RecordOf(Self).NextIncarnation())); // or what fails once would fail for ever
        Receive<FuzzStep>(step => step.Seed % 7 != 0, Act);
        ReceiveAsync<FuzzStep>(async step =>
        {
            await Task.Yield(); // the turn ends here, and another begins
            if (SynchronizationContext.Current is null)
            {
                return; // the incarnation is gone: this is the pool's thread, not a turn of the actor, and may run beside one
            }

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
        MayFail(0.01);
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
            1 => (8, null),
            _ => (5, TimeSpan.FromSeconds(1)),
        };
        return random.Next(4) == 0 ? new AllForOneStrategy(retries, window, Decide) : new OneForOneStrategy(retries, window, Decide);
    }

    protected override void PreStart() => Guarded(() =>
    {
        MayFail(0.01);
        for (int i = _random.Next(3); i > 0; i--)
        {
            Spawn();
        }

        return true;
    });

    protected override void PostStop() => Guarded(() =>
    {
        MayFail(0.01);
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

    private Directive Decide(Exception cause) => cause switch
    {
        // Some go up a few levels, and end in any way; the root, which keeps the tree together, escalates nothing.
        FuzzException { Directive: Directive.Escalate } => (Directive)_random.Next(4) is var chosen && chosen == Directive.Escalate && _depth == 0
            ? Directive.Resume
            : chosen,
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
        switch (random.Next(14))
        {
            case 0 when _depth > 0:
                throw new FuzzException(Directive.Resume);
            case 1 or 2 when _depth > 0:
                throw new FuzzException(Directive.Restart);
            case 3 or 4 when _depth > 1:
                throw new FuzzException(Directive.Escalate);
            case 5 when _depth > 0 && random.Next(3) == 0:
                throw new FuzzException(Directive.Stop);
            case 6 when _depth > 0 && random.Next(3) == 0:
                Context.Stop(Self);
                break;
            case 7 when Context.GetChildren().ToArray() is { Length: > 0 } children && random.Next(3) == 0:
                Context.Stop(children[random.Next(children.Length)]);
                break;
            case 8 when record.Watching.FirstOrDefault() is { } watched:
                record.Watching.Remove(watched);
                Context.Unwatch(watched);
                break;
            case 9 or 10 when _world.Any(random) is { } subject && !subject.Equals(Self):
                record.Watching.Add(subject);
                Context.Watch(subject);
                break;
            default:
                Spawn();
                break;
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
