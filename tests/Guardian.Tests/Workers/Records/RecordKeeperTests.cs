using Guardian.Tests.Workers.Actors;
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
        Keep(node, 0, RecordKeeper.MostPending + 10);
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
        away.Pass(6);
        away.Board.StoreProblem.ShouldBeNull();
        away.Flush().ShouldBeTrue();
        away.Kill();
        using Harness third = new(Harness.Worker("w") + Harness.Worker("v"), away);
        third.Alive().ShouldBeEmpty();
        third.Alive("v").Count.ShouldBe(1);
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
