using Guardian.Actors.TestKit;
using Guardian.Hosting;
using Guardian.Journal;
using Guardian.Tests.Workers.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Tests.Journal;

public sealed class EventWriterTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryJournal _journal = new();
    private readonly TestKit _kit;
    private readonly IActorRef _writer;
    private bool _open = true;

    public EventWriterTests()
    {
        _kit = new TestKit(ActorSystems.Create("writer", _time));
        _writer = _kit.Sys.ActorOf(EventWriter.Props(() => _open ? _journal : null, NullLogger.Instance), "writer");
    }

    public void Dispose() => _kit.Dispose();

    [Fact]
    public void Whoever_asks_is_told_once_it_is_durable()
    {
        Write("a", "1", answer: true);

        _kit.ExpectMsg<EventWriter.Kept>().Durable.ShouldBeTrue();
        Written().ShouldBe(["a:1"]);
    }

    [Fact]
    public void Whoever_does_not_ask_is_not_told()
    {
        Write("a", "1", answer: false);

        Flush().ShouldBeTrue();
        _kit.HasMessages.ShouldBeFalse();
    }

    [Fact]
    public void What_comes_while_one_batch_is_written_is_the_next_one_in_the_order_of_coming()
    {
        TaskCompletionSource hold = new();
        _journal.Hold = hold.Task;
        foreach (int number in Enumerable.Range(0, 50))
        {
            Write(number % 2 == 0 ? "even" : "odd", $"{number}", answer: false);
        }

        hold.SetResult();
        Flush().ShouldBeTrue();

        Written("even").ShouldBe(Enumerable.Range(0, 50).Where(number => number % 2 == 0).Select(number => $"even:{number}"));
        Written("odd").ShouldBe(Enumerable.Range(0, 50).Where(number => number % 2 == 1).Select(number => $"odd:{number}"));
        _journal.Batches.Count.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public void An_absent_store_keeps_nobody_waiting_and_loses_nothing()
    {
        _journal.Problem = "away";
        Write("a", "1", answer: true);
        _kit.ExpectMsg<EventWriter.Kept>().Durable.ShouldBeFalse();
        Write("a", "2", answer: true);
        _kit.ExpectMsg<EventWriter.Kept>().Durable.ShouldBeFalse();
        Flush().ShouldBeFalse();

        _journal.Problem = null;
        Write("a", "3", answer: false);
        Flush().ShouldBeTrue();

        Written().ShouldBe(["a:1", "a:2", "a:3"]);
    }

    [Fact]
    public void It_tries_again_by_itself_after_five_seconds()
    {
        _open = false;
        Write("a", "1", answer: true);
        _kit.ExpectMsg<EventWriter.Kept>().Durable.ShouldBeFalse();
        Settle();

        _open = true;
        _time.Advance(TimeSpan.FromSeconds(4.9));
        Settle();
        Written().ShouldBeEmpty();
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Settle();
        Settle();

        Written().ShouldBe(["a:1"]);
    }

    [Fact]
    public void A_batch_that_fails_goes_before_what_came_after_it()
    {
        TaskCompletionSource hold = new();
        _journal.Hold = hold.Task;
        Write("a", "1", answer: true);
        Settle();
        Write("a", "2", answer: true);
        Settle();

        _journal.Problem = "away";
        hold.SetResult();
        _kit.ExpectMsg<EventWriter.Kept>().Durable.ShouldBeFalse();
        _kit.ExpectMsg<EventWriter.Kept>().Durable.ShouldBeFalse();
        _journal.Problem = null;
        Flush().ShouldBeTrue();

        Written().ShouldBe(["a:1", "a:2"]);
        _kit.HasMessages.ShouldBeFalse("each is told once");
    }

    [Fact]
    public void Beyond_its_bound_the_oldest_are_dropped_and_nobody_is_left_waiting()
    {
        TaskCompletionSource hold = new();
        _journal.Hold = hold.Task;
        Write("a", "first", answer: false);
        Settle(); // it is on its way
        Write("a", "dropped", answer: true);
        foreach (int number in Enumerable.Range(0, EventWriter.MostPending - 1))
        {
            Write("a", $"{number}", answer: false);
        }

        Settle();
        _kit.HasMessages.ShouldBeFalse();
        Write("a", "last", answer: false);

        _kit.ExpectMsg<EventWriter.Kept>().Durable.ShouldBeFalse();
        hold.SetResult();
        Flush().ShouldBeTrue();
        string[] written = Written();
        written.Length.ShouldBe(EventWriter.MostPending + 1);
        (written[0], written[1], written[^1]).ShouldBe(("a:first", "a:0", "a:last"));
        _journal.Batches.ShouldAllBe(batch => batch <= 500);
    }

    private void Write(string stream, string type, bool answer) =>
        _writer.Tell(new EventWriter.Write(stream, [new NewEvent(type, "{}"u8.ToArray(), DateTimeOffset.UnixEpoch)], answer), _kit.TestActor);

    private bool Flush()
    {
        TestProbe probe = _kit.CreateTestProbe();
        _writer.Tell(EventWriter.Flush.Instance, probe.Ref);
        return probe.ExpectMsg<EventWriter.Kept>().Durable;
    }

    private void Settle()
    {
        TestProbe probe = _kit.CreateTestProbe();
        _writer.Tell(new Identify(1), probe.Ref);
        probe.ExpectMsg<ActorIdentity>();
    }

    private string[] Written(string? stream = null) =>
        [.. _journal.Events.Where(kept => stream is null || kept.Stream == stream).Select(kept => $"{kept.Stream}:{kept.Type}")];
}
