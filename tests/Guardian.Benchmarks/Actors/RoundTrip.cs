namespace Guardian.Benchmarks.Actors;

/// <summary>One message that goes to and fro between two actors.</summary>
internal static class RoundTrip
{
    private const int Trips = 1_000_000;

    public static Cost OfActors()
    {
        using ActorSystem system = ActorSystem.Create("bench");
        using ManualResetEventSlim done = new();
        IActorRef echo = system.ActorOf(Props.Create(() => new Throughput.Echo()));
        IActorRef player = system.ActorOf(Props.Create(() => new Player(done)));
        Meter meter = Meter.Start();
        player.Tell(echo);
        done.Wait();
        return meter.Stop(Trips);
    }

    /// <summary>Two work items of the thread pool that queue each other.</summary>
    public static Cost OfWorkItems()
    {
        using ManualResetEventSlim done = new();
        Item one = new(done);
        Item other = new(done) { Other = one };
        one.Other = other;
        Meter meter = Meter.Start();
        ThreadPool.UnsafeQueueUserWorkItem(one, preferLocal: false);
        done.Wait();
        return meter.Stop(Trips);
    }

    private sealed class Item(ManualResetEventSlim done) : IThreadPoolWorkItem
    {
        private int _left = Trips; // of each of the two: an item that runs is half a trip

        public Item? Other { get; set; }

        public void Execute()
        {
            if (--_left == 0)
            {
                done.Set();
            }
            else
            {
                ThreadPool.UnsafeQueueUserWorkItem(Other!, preferLocal: true);
            }
        }
    }

    public sealed class Player : ReceiveActor
    {
        private int _left = Trips;

        public Player(ManualResetEventSlim done)
        {
            Receive<IActorRef>(echo => echo.Tell(Throughput.NewBall()));
            ReceiveAny(ball =>
            {
                if (--_left == 0)
                {
                    done.Set();
                }
                else
                {
                    Sender.Tell(ball);
                }
            });
        }
    }
}
