namespace Guardian.Benchmarks.Actors;

/// <summary>An actor that fails on every message and is restarted by its supervisor, again and again.</summary>
internal static class Restarts
{
    private const int Failures = 100_000;
    private const int Actors = 4;

    public static Cost OfActors()
    {
        using ActorSystem system = ActorSystem.Create("bench");
        using CountdownEvent done = new(Failures);
        Props failing = Props.Create(() => new Failing(done));
        IActorRef[] actors =
        [
            .. Enumerable.Range(0, Actors).Select(_ => system.ActorOf(failing.WithSupervisorStrategy(SupervisorStrategy.DefaultStrategy))),
        ];
        Meter meter = Meter.Start();
        for (int i = 0; i < Failures; i++)
        {
            actors[i % Actors].Tell("fail");
        }

        done.Wait();
        return meter.Stop(Failures);
    }

    /// <summary>The exceptions alone, on as many threads as there are cores.</summary>
    public static Cost OfExceptions()
    {
        int threads = Environment.ProcessorCount;
        Meter meter = Meter.Start();
        Parallel.For(0, threads, _ =>
        {
            for (int i = 0; i < Failures / threads; i++)
            {
                try
                {
                    Throw();
                }
                catch (InvalidOperationException)
                {
                    continue; // thrown to be caught
                }
            }
        });
        return meter.Stop(Failures);
    }

    private static void Throw() => throw new InvalidOperationException("on purpose");

    public sealed class Failing : ReceiveActor
    {
        private readonly CountdownEvent _done;

        public Failing(CountdownEvent done)
        {
            _done = done;
            Receive<string>(_ => Throw());
        }

        protected override void PostRestart(Exception reason) => _done.Signal();
    }
}
