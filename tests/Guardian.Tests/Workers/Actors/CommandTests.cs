using Guardian.Hosting;
using Guardian.Workers;
using Guardian.Workers.Records;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Tests.Workers.Actors;

public sealed class CommandTests
{
    private const string Three = "instances { min = 1, max = 3, start = 3 }";

    [Fact]
    public void Stop_asks_then_kills_the_tree_at_the_deadline()
    {
        using Harness node = new(Harness.Worker("w"));
        node.Os.Obeys = _ => false;
        node.Os.Forget();
        node.Ask(new StopAsked("me"));
        node.Os.Did.ShouldBe(["SIGTERM w/0"]);
        node.Pass(9.999);
        node.Os.Did.ShouldBe(["SIGTERM w/0"]);
        node.Pass(0.001);
        node.Os.Did.Take(3).ShouldBe(["SIGTERM w/0", "SIGKILL w/0", "exit w/0"]);
        node.Status().State.ShouldBe(WorkerState.Stopped);
    }

    [Fact]
    public void A_worker_extends_its_stop_by_its_own_word()
    {
        using Harness node = new(Harness.Worker("w"));
        node.Os.Obeys = _ => false;
        node.Ask(new StopAsked("me"));
        node.Pass(9);
        node.Notify(new NotifyMessage { ExtendTimeout = TimeSpan.FromSeconds(20) });
        node.Pass(19.9);
        node.Alive().Count.ShouldBe(1);
        node.Pass(0.1);
        node.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void The_drain_command_comes_before_the_signal_and_its_failure_does_not_hold_the_stop()
    {
        using Harness node = new(Harness.Worker("w", "stop.drain = [\"drain\"]"));
        bool asked = false;
        node.Drain = () =>
        {
            asked = node.Os.Count == 0;
            throw new InvalidOperationException("cannot be started");
        };
        node.Os.Forget();
        node.Ask(new StopAsked("me"));
        asked.ShouldBeTrue();
        node.Os.Did[0].ShouldBe("SIGTERM w/0");
        node.Alive().ShouldBeEmpty();
        node.Faults.ShouldBeEmpty();
    }

    [Fact]
    public void A_stop_is_durable_before_it_is_acknowledged()
    {
        using Harness node = new(Harness.Worker("w"));
        TaskCompletionSource hold = new();
        node.Journal.Hold = hold.Task;
        Task<object> reply = node.Begin(new Guardian.Workers.Actors.FleetProtocol.ForWorker("w", new StopAsked("me")));
        reply.IsCompleted.ShouldBeFalse();
        node.Alive().ShouldBeEmpty("the stop itself waits for nothing");
        hold.SetResult();
        Harness.Wait(reply).ShouldBeOfType<CommandReply.Accepted>();
    }

    [Fact]
    public void A_slow_or_absent_store_still_lets_a_person_have_an_answer()
    {
        using Harness node = new(Harness.Worker("w"));
        TaskCompletionSource hold = new();
        node.Journal.Hold = hold.Task;
        Task<object> slow = node.Begin(new Guardian.Workers.Actors.FleetProtocol.ForWorker("w", new StopAsked("me")));
        node.Pass(5);
        Harness.Wait(slow).ShouldBeOfType<RecordKeeper.NotKept>();
        node.Journal.Problem = "disk gone";
        hold.SetResult();
        node.Settle();
        node.Ask(new StartAsked("me")).ShouldBeOfType<RecordKeeper.NotKept>().Why.ShouldBe("disk gone");
        node.Board.StoreProblem.ShouldBe("disk gone");
        node.Journal.Problem = null;
        node.Pass(5);
        node.Board.StoreProblem.ShouldBeNull();
        node.Flush().ShouldBeTrue();
    }

    [Fact]
    public void Intent_and_scale_survive_a_restart_of_the_node()
    {
        using Harness first = new(Harness.Worker("w", Three) + Harness.Worker("s"));
        first.Ask(new ScaleAsked(2, "me"));
        first.Ask(new StopAsked("me"), "s");
        first.Kill();
        using Harness second = new(Harness.Worker("w", Three) + Harness.Worker("s"), first);
        second.Status().Desired.ShouldBe(2);
        second.Alive().Count.ShouldBe(2);
        second.Alive("s").ShouldBeEmpty();
    }

    [Fact]
    public void Intents_survive_any_number_of_nodes_that_were_killed_before_a_snapshot()
    {
        string config = Harness.Worker("a") + Harness.Worker("b");
        using Harness first = new(config);
        first.Ask(new StopAsked("me"), "a");
        first.Kill();

        // The second node writes a checkpoint for what happened to b alone; a's stop is older and must not be passed over.
        using Harness second = new(config, first);
        second.Pass(11);
        second.Crash("b/0");
        second.Pass(11);
        second.Kill();
        using Harness third = new(config, second);
        third.Journal.ReadFrom.ShouldBeGreaterThan(0, "the third node reads only what came after the checkpoint");
        third.Alive("a").ShouldBeEmpty();
        third.Alive("b").Count.ShouldBe(1);
    }

    [Fact]
    public void Scaling_up_leaves_the_others_alone_and_scaling_down_takes_idle_ones_first()
    {
        using Harness node = new(Harness.Worker("w", "instances { min = 1, max = 3, start = 1 }"));
        FakeProcess first = node.Alive().Single();
        node.Ask(new ScaleAsked(3, "me"));
        node.Alive().Count.ShouldBe(3);
        node.Alive()[0].ShouldBeSameAs(first);
        node.Notify(new NotifyMessage { Busy = true }, "w/2");
        node.Notify(new NotifyMessage { Busy = true }, "w/0");
        node.Pass(1);
        node.Ask(new ScaleAsked(2, "me"));
        node.Alive().Select(process => process.Instance).ShouldBe(["w/0", "w/2"]);
        node.Ask(new ScaleAsked(4, "me")).ShouldBeOfType<CommandReply.Refused>();
    }

    [Fact]
    public void A_rolling_restart_goes_one_after_the_other_and_waits_until_each_is_ready()
    {
        using Harness node = new(Harness.Worker("w", Three));
        node.Pass(2);
        node.Os.Forget();
        node.Ask(new RestartAsked(false, "me"));
        Launched(node).ShouldBe(["w/0"]);
        node.Pass(0.9);
        Launched(node).ShouldBe(["w/0"]);
        node.Pass(0.1);
        Launched(node).ShouldBe(["w/0", "w/1"]);
        node.Pass(1);
        Launched(node).ShouldBe(["w/0", "w/1", "w/2"]);
        node.Status().Restarts.ShouldBe(0, "asked restarts are not counted");
    }

    [Fact]
    public void A_rolling_restart_ends_at_one_that_does_not_stay_up()
    {
        using Harness node = new(Harness.Worker("w", Three));
        node.Pass(2);
        node.Ask(new RestartAsked(false, "me"));
        node.Os.Forget();
        node.Crash(code: 78);
        node.Pass(120);
        Launched(node).ShouldBeEmpty();
        node.Alive().Count.ShouldBe(2);
    }

    [Fact]
    public void A_rolling_restart_is_not_ended_by_a_give_up_of_long_ago()
    {
        using Harness node = new(Harness.Worker("w", Three + ", restart.budget.restarts = 0"));
        node.Pass(2);
        node.Crash();
        node.Pass(61);
        node.Os.Forget();
        node.Ask(new RestartAsked(false, "me"));
        node.Pass(5);
        Launched(node).ShouldBe(["w/0", "w/1", "w/2"]);
    }

    [Fact]
    public void Restarting_all_at_once_does_not_wait()
    {
        using Harness node = new(Harness.Worker("w", Three));
        node.Os.Forget();
        node.Ask(new RestartAsked(true, "me"));
        Launched(node).Order().ShouldBe(["w/0", "w/1", "w/2"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_restart_asked_while_it_waits_starts_it_now_and_once(bool all)
    {
        using Harness node = new(Harness.Worker("w"));
        node.Crash();
        node.Crash();
        node.Alive().ShouldBeEmpty();
        node.Os.Forget();
        node.Ask(new RestartAsked(all, "me"));
        node.Pass(10);
        node.Os.Did.ShouldBe(["launch w/0"]);
    }

    [Fact]
    public void A_stop_while_it_waits_for_its_next_start_holds()
    {
        using Harness node = new(Harness.Worker("w"));
        node.Crash();
        node.Crash();
        node.Ask(new StopAsked("me"));
        node.Pass(600);
        node.Alive().ShouldBeEmpty();
        node.Status().State.ShouldBe(WorkerState.Stopped);
        node.Status().Instances.Single().State.ShouldBe(WorkerState.Stopped);
    }

    private static IReadOnlyList<string> Launched(Harness node) =>
        [.. node.Os.Did.Where(line => line.StartsWith("launch ", StringComparison.Ordinal)).Select(line => line[7..])];
}
