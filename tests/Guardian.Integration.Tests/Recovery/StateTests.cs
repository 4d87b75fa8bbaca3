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
                """
                recovery.never = [wait, hard_restart]
                state {
                  save = ["sh", "-c", "kill -0 $GUARDIAN_PID && echo $GUARDIAN_PID $GUARDIAN_TASK | tee -a saves > $GUARDIAN_STATE_DIR/kept"]
                  restore = ["sh", "-c", "kill -0 $GUARDIAN_PID && echo $GUARDIAN_PID $(cat $GUARDIAN_STATE_DIR/kept) >> restores"]
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
        await node.WorksAsync("a/0", 2);
        Mark[] marks = node.Marks();
        int[] processes = [.. marks.Where(mark => mark.Word == "begin").Select(mark => mark.Pid)];
        processes.Length.ShouldBe(2);
        node.Lines("saves").ShouldBe([$"{processes[0]} {task}"], "the process lives while its state is saved, which is once");
        node.Lines("restores").ShouldBe([$"{processes[1]} {processes[0]} {task}"], "the next process lives when it is handed over");
        marks.Where(mark => mark.Word == "done" && mark.Subject == task).ShouldHaveSingleItem().Pid.ShouldBe(processes[1]);
        marks.Where(mark => mark.Word == "done").GroupBy(mark => mark.Subject).ShouldAllBe(done => done.Count() == 1);
        marks.ShouldNotContain(mark => mark.Word == "dropped");
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
