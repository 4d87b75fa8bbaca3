using System.Collections.Concurrent;

namespace Guardian.Benchmarks.Actors;

/// <summary>Pairs that send each other messages, a window of them under way at a time; every message counts.</summary>
internal static class Throughput
{
    private const int Pairs = 4;
    private const int Window = 100;
    private const int MessagesPerPair = 5_000_000;

    public static Cost OfActors()
    {
        using ActorSystem system = ActorSystem.Create("bench");
        using CountdownEvent done = new(Pairs);
        IActorRef[] players =
        [
            .. Enumerable.Range(0, Pairs).Select(_ =>
            {
                IActorRef echo = system.ActorOf(Props.Create(() => new Echo()));
                return system.ActorOf(Props.Create(() => new Player(echo, done)));
            }),
        ];
        Meter meter = Meter.Start();
        foreach (IActorRef player in players)
        {
            player.Tell(new Serve());
        }

        done.Wait();
        return meter.Stop((long)Pairs * MessagesPerPair);
    }

    /// <summary>The same with a queue per side and one thread per two pairs: what the messages cost without actors.</summary>
    public static Cost OfQueues()
    {
        Meter meter = Meter.Start();
        Thread[] threads = [.. Enumerable.Range(0, Math.Min(Pairs, Environment.ProcessorCount)).Select(_ => new Thread(Play))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        return meter.Stop((long)threads.Length * MessagesPerPair);

        static void Play()
        {
            ConcurrentQueue<object> there = new();
            ConcurrentQueue<object> back = new();
            Ball ball = new();
            for (int i = 0; i < Window; i++)
            {
                there.Enqueue(ball);
            }

            for (int sent = 0; sent < MessagesPerPair;)
            {
                while (there.TryDequeue(out object? message))
                {
                    back.Enqueue(message);
                    sent++;
                }

                while (back.TryDequeue(out object? message))
                {
                    there.Enqueue(message);
                    sent++;
                }
            }
        }
    }

    public static object NewBall() => new Ball();

    private sealed class Serve;

    private sealed class Ball;

    public sealed class Echo : ReceiveActor
    {
        public Echo() => Receive<Ball>(ball => Sender.Tell(ball));
    }

    public sealed class Player : ReceiveActor
    {
        private readonly IActorRef _echo;
        private int _left = MessagesPerPair / 2;

        public Player(IActorRef echo, CountdownEvent done)
        {
            _echo = echo;
            Ball ball = new();
            Receive<Ball>(Return);
            Receive<Serve>(_ =>
            {
                for (int i = 0; i < Window; i++)
                {
                    _echo.Tell(ball);
                }
            });

            void Return(Ball back)
            {
                int left = --_left;
                if (left >= Window)
                {
                    _echo.Tell(back);
                }
                else if (left == 0)
                {
                    done.Signal();
                }
            }
        }
    }
}
