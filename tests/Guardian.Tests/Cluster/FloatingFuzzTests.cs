using Guardian.Cluster;
using Guardian.Testing.Cluster;

namespace Guardian.Tests.Cluster;

public sealed class FloatingFuzzTests
{
    /// <summary>
    /// The play proves after every step that no worker runs twice. Here lines break in every way, nodes die, come back and drain,
    /// workers crash and do not obey; when all is well again, everything must run again.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Whatever_happens_no_worker_runs_twice_and_all_run_when_it_is_over(int seed)
    {
        Random random = new(seed);
        string workers = string.Concat(Enumerable.Range(0, 3).Select(number => ClusterPlay.Floating($"w{number}")));
        using ClusterPlay play = new(workers, "guardian.cluster.rebalance { after = 5s, pause = 1s }");
        foreach (string name in new[] { "a", "b", "c" })
        {
            play.Add(name);
        }

        for (int step = 0; step < 60; step++)
        {
            PlayedNode node = play.Nodes.ElementAt(random.Next(3));
            switch (random.Next(10))
            {
                case 0:
                    if (node.Runs)
                    {
                        node.Die();
                    }
                    else
                    {
                        node.Start(node.Harness);
                    }

                    break;
                case 1:
                    node.Line.Line = node.Runs ? (StoreLine)random.Next(4) : node.Line.Line;
                    break;
                case 2 or 3:
                    node.Line.Line = node.Runs ? StoreLine.Up : node.Line.Line;
                    break;
                case 4:
                    node.Harness.Os.Obeys = random.Next(2) == 0 ? _ => true : _ => false;
                    break;
                case 5 when node.Runs && node.Harness.Os.AliveAll() is [{ } crashes, ..]:
                    node.Harness.Crash(crashes.Instance);
                    break;
                case 6:
                    play.Drain(node.Name, random.Next(3) == 0);
                    break;
                default:
                    break;
            }

            play.Settle();
            play.Pass(random.Next(1, 60) / 10.0);
        }

        foreach (PlayedNode node in play.Nodes)
        {
            play.Drain(node.Name, false);
            node.Harness.Os.Obeys = _ => true;
            node.Line.Line = node.Runs ? StoreLine.Up : node.Line.Line;
            if (!node.Runs)
            {
                node.Start(node.Harness);
            }
        }

        play.Pass(120);
        for (int number = 0; number < 3; number++)
        {
            play.Where($"w{number}").Length.ShouldBe(1, $"w{number} with seed {seed}");
        }

        play.Nodes.ShouldAllBe(node => node.Board.Standing.Phase == ClusterPhase.Member);
    }
}
