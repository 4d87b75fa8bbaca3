using Guardian.Chaos.Fleet;
using Guardian.Chaos.Phases;

namespace Guardian.Chaos.Tests;

public sealed class TaskAccountTests
{
    [Fact]
    public void A_task_that_is_nowhere_and_was_not_done_is_lost()
    {
        TaskAccount account = Count(["a", "b"], kept: ["a"]);

        account.Lost.ShouldBe(["b"]);
        account.Waiting.ShouldBe(1);
    }

    [Fact]
    public void A_task_done_twice_is_named() => Count(["a"], marks: [Done("a"), Done("a")]).Twice.ShouldBe(["a"]);

    [Fact]
    public void A_task_whose_worker_was_killed_between_the_move_and_the_mark_is_done()
    {
        TaskAccount account = Count(["a"], done: ["a"]);

        account.Done.ShouldBe(1);
        account.Lost.ShouldBeEmpty();
    }

    [Fact]
    public void A_good_task_in_quarantine_is_not_lost_and_yet_wrong()
    {
        TaskAccount account = Count(["a"], aside: ["a"]);

        account.Lost.ShouldBeEmpty();
        account.WronglyAside.ShouldBe(["a"]);
    }

    [Fact]
    public void Poison_in_quarantine_is_no_task_of_the_account() => Count([], aside: ["poison-1"]).WronglyAside.ShouldBeEmpty();

    private static Mark Done(string task) => new("done", 1, task, 0, "", "queue0/0");

    private static TaskAccount Count(string[] made, string[]? kept = null, string[]? done = null, string[]? aside = null, Mark[]? marks = null) =>
        TaskAccount.Of(made, (kept ?? []).ToHashSet(), (done ?? []).ToHashSet(), (aside ?? []).ToHashSet(), marks ?? []);
}
