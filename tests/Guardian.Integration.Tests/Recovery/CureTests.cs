using System.Net;
using System.Net.Sockets;
using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests.Recovery;

/// <summary>Each kind of trouble, from the fault to its cure: seen, kept, decided, done, checked, closed (A7, A8, B1 to B5).</summary>
public sealed class CureTests
{
    [Fact]
    public async Task A_hung_worker_is_replaced_after_its_evidence_was_kept()
    {
        await using TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker("a", """
            health.heartbeat { file = beat, timeout = 1500ms }
            recovery.evidence = ["sh", "-c", "echo stack of {pid}"]
            """, "\"--task\", \"100ms\", \"--heartbeat\", \"beat\""));
        int before = (await node.HealthyAsync("a")).Pids[0];
        node.Order("a/0", "hang");

        IncidentStory story = await node.CuredAsync("a/0");

        story.Incident.Kind.ShouldBeOneOf("hang", "noProgress");
        story.Evidence!.CommandOutput!.ShouldContain($"stack of {before}");
        string kept = await File.ReadAllTextAsync(story.Evidence.File!);
        kept.ShouldContain($"stack of {before}");
        kept.ShouldContain(story.Incident.Id);
        story.Story.Single(step => step.What == "evidence").At.ShouldBeLessThanOrEqualTo(story.Step("begins").At);
        story.Begun.ShouldAllBe(action => action != "escalate");
        (await node.HealthyAsync("a")).Pids[0].ShouldNotBe(before);
        EventView fault = await node.UntilEventAsync("a", "the fault", one => one.Event == "fault-seen");
        fault.Text.ShouldContain("incident");
    }

    [Fact]
    public async Task A_worker_that_rests_on_its_task_is_replaced_and_goes_on_with_it()
    {
        await using TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker("a", "recovery.never = [wait]"));
        await node.WorksAsync("a/0");
        node.Order("a/0", "stall");

        IncidentStory story = await node.CuredAsync("a/0");

        story.Incident.Kind.ShouldBe("noProgress");
        story.Evidence!.Task.ShouldNotBeNull();
        node.Starts("a/0").ShouldBe(2);
        await node.WorksAsync("a/0");
    }

    [Fact]
    public async Task A_stuck_connection_is_cured_by_the_signal_to_connect_anew()
    {
        using TcpListener deaf = new(IPAddress.Loopback, 0);
        deaf.Start();
        int port = ((IPEndPoint)deaf.LocalEndpoint).Port;
        await using TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker("a", "recovery { connection-reset.signal = SIGUSR1, never = [wait] }"));
        int before = (await node.HealthyAsync("a")).Pids[0];
        await node.WorksAsync("a/0");
        node.Order("a/0", $"stuck port={port}");

        IncidentStory story = await node.CuredAsync("a/0");

        story.Incident.Kind.ShouldBe("stuckConnection", story.Text);
        story.Incident.CuredBy.ShouldBe("connection_reset", story.Text);
        (await node.HealthyAsync("a")).Pids.ShouldBe([before]);
        node.Starts("a/0").ShouldBe(1);
        node.Marks().ShouldContain(mark => mark.Word == "cured" && mark.Subject == "stuck" && mark.More == "usr1");
    }

    [Fact]
    public async Task Memory_over_its_limit_is_given_back_at_a_signal_and_nothing_is_restarted()
    {
        await using TestNode node = await FaultyNode.StartAsync(
            FaultyNode.Worker("a", FaultyNode.Patient + "health.memory = 250 MiB, recovery { memory-cleanup.signal = SIGUSR2, never = [wait] }"));
        int before = (await node.HealthyAsync("a")).Pids[0];
        node.Order("a/0", "leak rate=200MiB/s limit=350MiB cure=usr2");

        IncidentStory story = await node.CuredAsync("a/0");

        story.Incident.Kind.ShouldBeOneOf("memoryOver", "leak");
        story.Incident.CuredBy.ShouldBe("memory_cleanup", story.Text);
        (await node.HealthyAsync("a")).Pids.ShouldBe([before]);
        node.Starts("a/0").ShouldBe(1);
    }

    [Fact]
    public async Task A_crash_loop_ends_when_the_hook_has_removed_what_causes_it()
    {
        await using TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker("a", FaultyNode.Patient + """
            restart { delay = 100ms, budget { restarts = 2, within = 60s } }
            recovery { hooks.clear-lock = ["sh", "-c", "echo ran >> cleared; rm -f lock"], never = [stop] }
            """));
        await node.HealthyAsync("a");
        node.Order("a/0", $"exit code=3 cure=file:{node.At("lock")}");

        IncidentStory story = await node.CuredAsync("a/0");

        story.Incident.Kind.ShouldBe("budgetSpent");
        story.Incident.CuredBy!.ShouldStartWith("hook:clear-lock");
        story.Evidence!.LastExit!.ShouldContain("3");
        node.Lines("cleared").Length.ShouldBe(1);
        node.Starts("a/0").ShouldBeInRange(4, 8);
        await node.WorksAsync("a/0");
    }

    [Fact]
    public async Task A_task_that_kills_its_worker_each_time_is_put_aside_and_the_others_are_done()
    {
        await using TestNode node = await FaultyNode.StartAsync(
            FaultyNode.Worker(
                "a",
                FaultyNode.Patient + """
                restart { delay = 100ms, budget { restarts = 2, within = 60s } }
                recovery { quarantine = ["sh", "-c", "mkdir -p bad && mv tasks/$GUARDIAN_TASK bad/"], never = [stop] }
                """,
                "\"--task\", \"100ms\", \"--tasks\", \"tasks\""),
            prepare: made =>
            {
                Directory.CreateDirectory(made.At("tasks"));
                foreach (int number in Enumerable.Range(1, 4)) { made.Write($"tasks/t{number}", string.Empty); }
                made.Order("a/0", "poison task=t2 code=1");
            });

        IncidentStory story = await node.CuredAsync("a/0");

        story.Incident.Kind.ShouldBe("budgetSpent");
        story.Incident.CuredBy!.ShouldStartWith("quarantine");
        story.Evidence!.Task.ShouldBe("t2");
        Directory.GetFiles(node.At("bad")).Select(Path.GetFileName).ShouldBe(["t2"]);
        await node.UntilAsync("the other tasks", () => Directory.GetFiles(node.At("tasks/done")).Length == 3);
        node.Marks().Where(mark => mark.Word == "done").GroupBy(mark => mark.Subject).ShouldAllBe(task => task.Count() == 1);
    }

    [Fact]
    public async Task A_worker_that_spins_is_replaced_after_an_incident()
    {
        await using TestNode node = await FaultyNode.StartAsync("""
            a {
              command = ["sh", "-c", "if [ -e spun ]; then exec sleep 100000; fi; touch spun; while :; do :; done"]
              health { grace = 0s, cpu = 5%, confirm { times = 2, within = 5s } }
              recovery.never = [wait, scale_up]
            }
            """);

        IncidentStory story = await node.CuredAsync("a/0");

        story.Incident.Kind.ShouldBe("cpuOver");
        story.Incident.CuredBy!.ShouldContain("restart");
        await node.UntilAsync("a", "healthy and idle", one => one.Healthy && one.First.CpuPercent < 5);
    }

    [Fact]
    public async Task A_burst_of_errors_ends_with_a_plan_and_its_lines_are_kept()
    {
        await using TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker(
            "a", FaultyNode.Patient + "health { error-rate = \"2/s\", error-window = 2s }, recovery.never = [wait, connection_reset, scale_up]"));
        await node.WorksAsync("a/0");
        node.Order("a/0", "errors rate=50 text=ERROR: shelf 17 is empty");

        IncidentStory story = await node.CuredAsync("a/0");

        story.Incident.Kind.ShouldBeOneOf("errorRate", "errorBurst");
        story.Incident.Signature.ShouldContain("shelf");
        story.Evidence!.ErrorLines.ShouldContain(line => line.Contains("shelf 17 is empty", StringComparison.Ordinal));
        (await File.ReadAllTextAsync(story.Evidence.File!)).ShouldContain("shelf 17 is empty");
        (await node.HealthyAsync("a")).Why.ShouldNotContain("error lines");
    }

    [Fact]
    public async Task An_exit_code_that_no_restart_can_help_asks_a_person_at_once()
    {
        await using TestNode node = await FaultyNode.StartAsync("""
            a { command = ["sh", "-c", "echo started >> starts; if [ -e mended ]; then exec sleep 100000; fi; echo 'error: no such setting'; exit 78"] }
            """);

        IncidentView asked = await node.UntilPhaseAsync("a/0", "escalated");

        asked.Kind.ShouldBe("unrestartable");
        asked.Escalated.ShouldBeTrue();
        node.Lines("starts").Length.ShouldBe(1);
        Finished listed = await node.PbmAsync("recovery", "list");
        listed.ExitCode.ShouldBe(0, listed.ToString());
        listed.Output.ShouldContain(asked.Id);
        listed.Output.ShouldContain("escalated");

        node.Write("mended", string.Empty);
        (await node.PostAsync("workers/a/restart")).Status.ShouldBe(200);

        IncidentStory story = await node.EndedAsync("a/0");
        story.Incident.Phase.ShouldBe("resolved", story.Text);
        story.Incident.ByPerson.ShouldBeTrue(story.Text);
        story.Begun.ShouldBeEmpty(story.Text);
        node.Lines("starts").Length.ShouldBe(2);
    }
}
