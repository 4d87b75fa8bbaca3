using Guardian.Actors.TestKit;
using Guardian.Cluster;
using Guardian.Hosting;

namespace Guardian.Tests.Cluster.Bus;

/// <summary>A manual clock, a system on it, and the options of a node.</summary>
internal sealed class BusPlay : IDisposable
{
    public static ClusterOptions Options { get; } = new()
    {
        Database = null,
        Password = null,
        Roles = [],
        Lease = TimeSpan.FromSeconds(10),
        Rebalance = new RebalanceOptions { Enabled = true, After = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromSeconds(10) },
        Poll = TimeSpan.FromSeconds(5),
        Backlog = 1000,
        RemoteConfidence = 0.5,
        Audit = TimeSpan.FromDays(90),
    };

    public BusPlay()
    {
        Clock = new Clock(Time);
        Kit = new TestKit(ActorSystems.Create("bus", Time));
    }

    public ManualTimeProvider Time { get; } = new();

    public Clock Clock { get; }

    public BusLog Log { get; } = new();

    public TestKit Kit { get; }

    /// <summary>Moves the clock in small steps until something holds: work that timers begin goes on on other threads.</summary>
    public async Task MoveUntilAsync(Func<bool> holds, TimeSpan step, int most = 2000)
    {
        for (int moved = 0; !holds(); moved++)
        {
            moved.ShouldBeLessThan(most, "moved the clock and nothing came of it");
            Time.Advance(step);
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }

    /// <summary>Waits until an actor has done what it was told before.</summary>
    public void Settle(IActorRef actor)
    {
        TestProbe probe = Kit.CreateTestProbe();
        for (int round = 0; round < 8; round++)
        {
            actor.Tell(new Identify(round), probe.Ref); // what a message begins comes back as another one: once more for each of them
            probe.ExpectMsg<ActorIdentity>();
        }
    }

    public void Dispose() => Kit.Dispose();
}
