using Guardian.Workers;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Tests.Workers.Actors;

/// <summary>Random orders, crashes, words and waits; whatever the order, the invariants hold.</summary>
public sealed class FleetFuzzTests
{
    private const string Config = """
        guardian.groups.g.strategy = one_for_all
        guardian.workers.a { command = ["x"], group = g, instances { min = 1, max = 3, start = 2 } }
        guardian.workers.b { command = ["x"], group = g, stop.timeout = 3s }
        guardian.workers.c { command = ["x"], depends-on = ["b"], instances { min = 0, max = 3, start = 1 } }

        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Any_sequence_keeps_the_invariants(int seed)
    {
        Random random = new(seed);
        Harness node = new(Config);
        bool[] stopped = new bool[3];
        try
        {
            for (int step = 0; step < 60; step++)
            {
                int which = random.Next(3);
                string worker = "abc"[which].ToString();
                switch (random.Next(12))
                {
                    case 0:
                        node.Ask(new StopAsked("fuzz"), worker);
                        stopped[which] = true;
                        break;
                    case 1:
                        node.Ask(new StartAsked("fuzz"), worker);
                        stopped[which] = false;
                        break;
                    case 2:
                        node.Ask(new RestartAsked(random.Next(2) == 0, "fuzz"), worker);
                        break;
                    case 3:
                        node.Ask(new ScaleAsked(random.Next(1, 4), "fuzz"), worker);
                        break;
                    case 4 or 5 or 6 when node.Alive(worker) is { Count: > 0 } alive:
                        node.Os.End(alive[random.Next(alive.Count)], random.Next(8) == 0 ? ExitStatus.Exited(78) : ExitStatus.Signalled(Signals.Kill));
                        if (random.Next(2) == 0)
                        {
                            node.Settle();
                        }

                        break;
                    case 7 when node.Alive(worker) is { Count: > 0 } alive:
                        node.Notify(new NotifyMessage { Busy = random.Next(2) == 0, WatchdogTrigger = random.Next(6) == 0 }, alive[0].Instance);
                        break;
                    case 8:
                        bool obeys = random.Next(2) == 0;
                        node.Os.Obeys = _ => obeys;
                        break;
                    case 9:
                        bool refuses = random.Next(3) == 0;
                        node.Os.RefuseLaunch = _ => refuses ? "refused" : null;
                        break;
                    case 10 when random.Next(3) == 0:
                        node.Kill();
                        node.Faults.ShouldBeEmpty($"seed {seed}, step {step}");
                        node = new Harness(Config, node);
                        break;
                    default:
                        node.Pass(random.NextDouble() * 20);
                        break;
                }

                node.Os.Doubles.ShouldBeEmpty($"seed {seed}, step {step}: two live processes in one slot");
            }

            node.Os.RefuseLaunch = _ => null;
            node.Os.Obeys = _ => true;
            node.Pass(400);
            for (int which = 0; which < 3; which++)
            {
                string worker = "abc"[which].ToString();
                if (stopped[which])
                {
                    node.Alive(worker).ShouldBeEmpty($"seed {seed}: {worker} is stopped");
                }
                else
                {
                    node.Ask(new StartAsked("fuzz"), worker); // lifts exit code 78
                }
            }

            node.Pass(100);
            foreach (string worker in new[] { "a", "b", "c" })
            {
                node.Status(worker).Running.ShouldBe(node.Status(worker).Desired, $"seed {seed}: {worker}, {string.Join("; ", node.Status(worker).Reasons)}");
                node.Alive(worker).Count.ShouldBe(node.Status(worker).Desired, $"seed {seed}: {worker}");
            }

            node.Faults.ShouldBeEmpty($"seed {seed}");
        }
        finally
        {
            node.Dispose();
        }
    }
}
