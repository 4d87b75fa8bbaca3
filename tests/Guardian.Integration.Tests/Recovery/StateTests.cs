using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests.Recovery;

/// <summary>What a worker had in hand outlives its process (A9).</summary>
public sealed class StateTests
{
    [Fact]
    public async Task The_task_in_hand_is_saved_before_the_end_restored_after_the_start_and_neither_lost_nor_done_twice()
    {
        await using TestNode node = await FaultyNode.StartAsync(
            FaultyNode.Worker(
                "a",
                $$"""
                recovery.never = [wait, hard_restart]
                state {
                  save = ["sh", "-c", "kill -0 $GUARDIAN_PID && echo alive >> saves; exec {{Programs.FaultWorker}} save"]
                  restore = ["{{Programs.FaultWorker}}", "restore"]
                }
                """,
                "\"--task\", \"400ms\", \"--tasks\", \"tasks\""),
            prepare: made =>
            {
                Directory.CreateDirectory(made.At("tasks"));
                foreach (int number in Enumerable.Range(1, 40)) { made.Write($"tasks/t{number:00}", string.Empty); }
            });
        await node.WorksAsync("a/0", 1);
        node.Order("a/0", "stall after=100ms");

        IncidentStory story = await node.CuredAsync("a/0");

        story.Tells("state saved", "begins", "done", "state restored", "verifying").ShouldBeTrue(story.Text);
        string task = story.Evidence!.Task.ShouldNotBeNull(story.Text);
        story.Step("state saved").Detail.ShouldContain(task);
        node.Lines("saves").ShouldAllBe(line => line == "alive");
        node.Lines("saves").ShouldNotBeEmpty();
        await node.WorksAsync("a/0", 3);
        Mark[] marks = node.Marks();
        int first = marks.First(mark => mark.Word == "begin").Pid;
        Mark resumed = marks.Where(mark => mark.Word == "resumed").ShouldHaveSingleItem();
        resumed.Subject.ShouldBe(task);
        resumed.Pid.ShouldNotBe(first);
        marks.Where(mark => mark.Word == "start" && mark.Subject == task).ShouldHaveSingleItem().Pid.ShouldBe(first);
        marks.Where(mark => mark.Word == "done").GroupBy(mark => mark.Subject).ShouldAllBe(done => done.Count() == 1);
        marks.ShouldContain(mark => mark.Word == "done" && mark.Subject == task);
    }

    [Fact]
    public async Task A_save_that_fails_is_told_and_does_not_keep_the_worker_from_being_cured()
    {
        await using TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker(
            "a",
            """
            recovery.never = [wait]
            state { save = ["sh", "-c", "echo no room for it; exit 4"], restore = ["sh", "-c", "echo restored >> restored"] }
            """));
        await node.WorksAsync("a/0", 1);
        node.Order("a/0", "stall");

        IncidentStory story = await node.EndedAsync("a/0");

        story.Incident.Phase.ShouldBe("resolved", story.Text);
        story.Step("state not saved").Detail.ShouldContain("4");
        story.Tells("state not saved", "begins", "done", "recovered").ShouldBeTrue(story.Text);
        node.Lines("restored").ShouldBeEmpty("there is nothing to hand back");
        node.Starts("a/0").ShouldBe(2);
    }
}
