using System.Threading.Channels;

namespace Guardian.Benchmarks.Actors;

/// <summary>One question after the other, each with a timeout.</summary>
internal static class Asking
{
    private const int Questions = 200_000;

    public static Cost OfActors()
    {
        using ActorSystem system = ActorSystem.Create("bench");
        IActorRef echo = system.ActorOf(Props.Create(() => new Throughput.Echo()));
        return Measure(AskAll);

        async Task AskAll()
        {
            object ball = Throughput.NewBall();
            for (int i = 0; i < Questions; i++)
            {
                await echo.Ask<object>(ball, TimeSpan.FromSeconds(10)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The same by a pair of channels.</summary>
    public static Cost OfChannels()
    {
        Channel<object> there = Channel.CreateUnbounded<object>();
        Channel<object> back = Channel.CreateUnbounded<object>();
        Task echo = Task.Run(async () =>
        {
            await foreach (object message in there.Reader.ReadAllAsync().ConfigureAwait(false))
            {
                back.Writer.TryWrite(message);
            }
        });
        Cost result = Measure(AskAll);
        there.Writer.Complete();
        Wait(echo);
        return result;

        async Task AskAll()
        {
            object ball = Throughput.NewBall();
            for (int i = 0; i < Questions; i++)
            {
                there.Writer.TryWrite(ball);
                await back.Reader.ReadAsync().ConfigureAwait(false);
            }
        }
    }

    private static Cost Measure(Func<Task> questions)
    {
        Meter meter = Meter.Start();
        Wait(Task.Run(questions));
        return meter.Stop(Questions);
    }

#pragma warning disable VSTHRD002 // a benchmark's main thread has nothing else to do
    private static void Wait(Task task) => task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002 // end of the method
}
