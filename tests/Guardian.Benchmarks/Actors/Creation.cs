namespace Guardian.Benchmarks.Actors;

/// <summary>Creating actors below one parent, and what each takes while it idles.</summary>
internal static class Creation
{
    private const int Actors = 100_000;

    public static Cost OfActors()
    {
        using ActorSystem system = ActorSystem.Create("bench");
        using CountdownEvent started = new(Actors);
        Props props = Props.Create(() => new Idler(started));
        Meter meter = Meter.Start();
        system.ActorOf(Props.Create(() => new Nursery(props)));
        started.Wait();
        return meter.Stop(Actors);
    }

    public static Cost OfObjects()
    {
        Dictionary<string, object> all = [];
        Meter meter = Meter.Start();
        for (int i = 0; i < Actors; i++)
        {
            all.Add("$" + i, new object());
        }

        Cost cost = meter.Stop(Actors);
        GC.KeepAlive(all);
        return cost;
    }

    public static double Memory()
    {
        ActorSystem system = ActorSystem.Create("bench");
        using CountdownEvent started = new(Actors);
        Props props = Props.Create(() => new Idler(started));
        long before = GC.GetTotalMemory(forceFullCollection: true);
        system.ActorOf(Props.Create(() => new Nursery(props)));
        started.Wait();
        double each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Actors;
        Wait(system.Terminate());
        return each;
    }

    /// <summary>The handlers, which the application makes, without what the runtime adds.</summary>
    public static double MemoryOfHandlers()
    {
        long before = GC.GetTotalMemory(forceFullCollection: true);
        object[] all = new object[Actors];
        for (int i = 0; i < Actors; i++)
        {
            string name = "$" + i;
            all[i] = new Action<string>[] { _ => GC.KeepAlive(name), _ => GC.KeepAlive(name) };
        }

        double each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Actors;
        GC.KeepAlive(all);
        return each;
    }

#pragma warning disable VSTHRD002 // a benchmark's main thread has nothing else to do
    private static void Wait(Task task) => task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002 // end of the method

    public sealed class Nursery : ReceiveActor
    {
        public Nursery(Props child)
        {
            for (int i = 0; i < Actors; i++)
            {
                Context.ActorOf(child);
            }
        }
    }

    public sealed class Idler : ReceiveActor
    {
        private readonly CountdownEvent _started;

        public Idler(CountdownEvent started)
        {
            _started = started;
            Receive<string>(_ => Sender.Tell(string.Empty));
            Receive<int>(_ => Sender.Tell(0));
        }

        protected override void PreStart() => _started.Signal();
    }
}
