using Guardian.Tests.Workers.Actors;
using Guardian.Workers;
using Guardian.Workers.Records;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Tests.Workers.Records;

public sealed class RecordKeeperTests
{
    [Fact]
    public void Events_that_wait_are_written_in_one_batch_and_in_order()
    {
        using Harness node = new(string.Empty);
        TaskCompletionSource hold = new();
        node.Journal.Hold = hold.Task;
        for (int index = 0; index < 100; index++)
        {
            node.Records.Tell(new RecordKeeper.Keep("w", new WorkerEvent.InstanceRemoved(index)));
        }

        node.Settle();
        hold.SetResult();
        node.Flush().ShouldBeTrue();
        node.Journal.Batches.ShouldBe([1, 99]);
        Indexes(node).ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public void A_failure_is_tried_again_in_the_same_order_and_shown_meanwhile()
    {
        using Harness node = new(string.Empty);
        node.Journal.Problem = "full";
        Keep(node, 0, 10);
        node.Board.StoreProblem.ShouldBe("full");
        Keep(node, 10, 10);
        node.Journal.Problem = null;
        node.Pass(5);
        node.Board.StoreProblem.ShouldBeNull();
        node.Flush().ShouldBeTrue();
        Indexes(node).ShouldBe(Enumerable.Range(0, 20));
    }

    [Fact]
    public void What_waits_is_bounded_and_what_is_dropped_is_counted()
    {
        using Harness node = new(string.Empty);
        node.Journal.Problem = "away";
        Keep(node, 0, 1); // fails, so that nothing is under way when the rest comes
        Keep(node, 1, RecordKeeper.MostPending + 9);
        node.Board.DroppedEvents.ShouldBe(10);
        node.Journal.Problem = null;
        node.Flush().ShouldBeTrue();
        Indexes(node).ShouldBe(Enumerable.Range(10, RecordKeeper.MostPending));
    }

    [Fact]
    public void A_store_that_comes_later_keeps_the_intents_it_held()
    {
        using Harness first = new(Harness.Worker("w") + Harness.Worker("v"));
        first.Ask(new StopAsked("me"));
        first.Kill();
        using Harness away = new(Harness.Worker("w") + Harness.Worker("v"), first, storeAway: true);
        away.Board.StoreProblem.ShouldBe("away");
        away.Alive().Count.ShouldBe(1, "nobody could tell yet that it was stopped");
        away.Pass(6);
        away.Board.StoreProblem.ShouldBeNull();
        away.Alive().ShouldBeEmpty("an operator had stopped it, and now the node knows");
        away.Status().State.ShouldBe(WorkerState.Stopped);
        away.Alive("v").Count.ShouldBe(1);
        away.Flush().ShouldBeTrue();
        away.Kill();
        using Harness third = new(Harness.Worker("w") + Harness.Worker("v"), away);
        third.Alive().ShouldBeEmpty();
        third.Alive("v").Count.ShouldBe(1);
    }

    [Fact]
    public void A_word_said_while_the_store_was_away_outweighs_what_it_held_and_keeps_the_other_half()
    {
        const string Config = "guardian.workers.w { command = [\"x\"], instances { min = 1, max = 3, start = 1 } }\n";
        using Harness first = new(Config);
        first.Ask(new ScaleAsked(3, "me"));
        first.Ask(new StopAsked("me"));
        first.Kill();
        using Harness away = new(Config, first, storeAway: true);
        away.Ask(new StartAsked("you")).ShouldBeOfType<RecordKeeper.NotKept>();
        away.Alive().Count.ShouldBe(1);
        away.Pass(6);
        away.Alive().Count.ShouldBe(3, "it runs by the newer word, as many as the older one said");
        away.Kill(); // without a snapshot: the events alone must tell it
        using Harness third = new(Config, away);
        third.Status().Desired.ShouldBe(3);
        third.Alive().Count.ShouldBe(3);
    }

    [Fact]
    public void A_worker_removed_while_the_store_was_away_is_another_one_when_it_is_defined_again()
    {
        using Harness first = new(Harness.Worker("w") + Harness.Worker("v"));
        first.Ask(new StopAsked("me"));
        first.Kill();
        using Harness away = new(Harness.Worker("w") + Harness.Worker("v"), first, storeAway: true);
        away.Reload(Harness.Worker("v"));
        away.Settle();
        away.Pass(6);
        away.Board.StoreProblem.ShouldBeNull();
        away.Reload(Harness.Worker("w") + Harness.Worker("v"));
        away.Settle();
        away.Alive().Count.ShouldBe(1);
    }

    [Fact]
    public void A_worker_first_defined_after_a_late_store_came_is_as_its_operator_left_it()
    {
        using Harness first = new(Harness.Worker("w") + Harness.Worker("v"));
        first.Ask(new StopAsked("me"));
        first.Kill();
        using Harness away = new(Harness.Worker("v"), first, storeAway: true);
        away.Pass(6);
        away.Reload(Harness.Worker("w") + Harness.Worker("v"));
        away.Settle();
        away.Alive().ShouldBeEmpty();
    }

    [Fact]
    public void Without_any_store_nothing_waits_for_one()
    {
        using Harness node = new(Harness.Worker("w"), noStore: true);
        Keep(node, 0, RecordKeeper.MostPending + 10);
        node.Board.DroppedEvents.ShouldBe(0);
        node.Ask(new StopAsked("me")).ShouldBeOfType<RecordKeeper.NotKept>().Why.ShouldBe("away");
        node.Alive().ShouldBeEmpty();
        node.Pass(60);
        node.Board.StoreProblem.ShouldBe("away");
        node.Flush().ShouldBeTrue();
        node.Journal.Events.ShouldBeEmpty();
    }

    [Fact]
    public void A_restart_reads_only_what_came_after_the_checkpoint()
    {
        using Harness first = new(Harness.Worker("w"));
        first.Pass(12);
        first.Crash();
        FakeProcess running = first.Alive().Single();
        long written = first.Journal.Events.Count;
        first.Kill();
        using Harness second = new(Harness.Worker("w"), first);
        second.Journal.ReadFrom.ShouldBeInRange(1, written);
        second.Alive().Single().ShouldBeSameAs(running);
        second.Status().Restarts.ShouldBe(1);
    }

    private static void Keep(Harness node, int from, int count)
    {
        for (int index = from; index < from + count; index++)
        {
            node.Records.Tell(new RecordKeeper.Keep("w", new WorkerEvent.InstanceRemoved(index)));
        }

        node.Settle();
    }

    private static IEnumerable<int> Indexes(Harness node) =>
        node.Journal.Events.Select(kept => WorkerRecordJson.FromJournal(kept).ShouldBeOfType<WorkerEvent.InstanceRemoved>().Index);
}
