using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>Processes that end by themselves or by force, one and many, once and again.</summary>
public sealed class CrashTests
{
    [Fact]
    public async Task A_worker_that_crashes_is_running_again_and_what_happened_is_told()
    {
        await using TestNode node = await TestNode.StartAsync($$"""
            a { command = ["sh", "-c", "while [ ! -e go ]; do sleep 0.05; done; rm go; exit 3"] }
            b { command = ["sleep", "100000"] }
            """);
        WorkerView before = await node.HealthyAsync("a");
        int other = (await node.HealthyAsync("b")).Pids[0];

        node.Write("go", string.Empty);

        WorkerView after = await node.UntilAsync("a", "another process", one => one.Healthy && one.Pids[0] != before.Pids[0]);
        after.Restarts.ShouldBe(1);
        after.First.LastExit!.Code.ShouldBe(3);
        (await node.UntilEventAsync("a", "its end", one => one.Event == "instance-ended")).Text.ShouldContain("3");
        (await node.WorkerAsync("b")).Pids.ShouldBe([other]);
    }

    [Fact]
    public async Task A_worker_that_is_killed_is_running_again()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sleep", "100000"], instances { start = 2 } }
            """);
        int[] before = (await node.HealthyAsync("a")).Pids;

        Kernel.Signal(before[1], Kernel.Kill);

        WorkerView after = await node.UntilAsync("a", "another process", one => one.Healthy && one.Pids[1] != before[1]);
        after.Pids[0].ShouldBe(before[0]);
        after.Restarts.ShouldBe(1);
        after.Instances[1].LastExit!.Signal.ShouldBe("SIGKILL");
    }

    [Fact]
    public async Task A_crash_loop_backs_off_gives_up_with_its_reason_and_tries_again_later()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a {
              command = ["sh", "-c", "date +%s%N >> starts; exit 5"]
              restart { first = 0s, delay = 200ms, factor = 2, jitter = 0%, reset-after = 3s, budget { restarts = 3, within = 60s } }
            }
            b { command = ["sleep", "100000"] }
            """);

        WorkerView given = await node.UntilAsync("a", "critical with the budget spent", one => one.State == "critical" && one.Why.Contains("budget spent", StringComparison.Ordinal));
        given.Why.ShouldContain("exit code 5");
        given.First.NextStartAt.ShouldNotBeNull();
        await node.UntilAsync("the next try", () => node.Lines("starts").Length >= 5);

        long[] at = [.. node.Lines("starts").Select(long.Parse).Take(5)];
        double[] gaps = [.. at.Zip(at.Skip(1), (from, to) => (to - from) / 1e6)];
        gaps[1].ShouldBeGreaterThan(190, "milliseconds before the second restart");
        gaps[2].ShouldBeGreaterThan(390, "milliseconds before the third restart");
        gaps[3].ShouldBeGreaterThan(2_990, "milliseconds of the pause after the budget was spent");
        (await node.HealthyAsync("b")).Restarts.ShouldBe(0);
    }

    [Fact]
    public async Task An_exit_code_that_says_never_is_not_restarted_until_a_person_starts_it()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sh", "-c", "echo >> starts; [ -e repaired ] && exec sleep 100000; exit 78"] }
            """);
        WorkerView given = await node.UntilAsync("a", "critical", one => one.State is "critical" or "dead");
        given.Why.ShouldContain("configuration error");

        node.Write("repaired", string.Empty);
        (await node.PostAsync("workers/a/start")).Status.ShouldBe(200);

        await node.HealthyAsync("a");
        node.Lines("starts").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Workers_that_cannot_start_say_why_and_keep_nobody_else_from_starting()
    {
        await using TestNode node = TestNode.With("""
            nothing { command = ["/nonexistent/program"] }
            nopath { command = ["no-such-program-anywhere"] }
            nowhere { command = ["sleep", "100000"], directory = "/nonexistent/directory" }
            plain { command = ["./plain.txt"] }
            noone { command = ["sleep", "100000"], user = "no-such-user-here" }
            good { command = ["sleep", "100000"] }
            """);
        node.Write("plain.txt", "only text\n");
        await node.StartAsync();

        await node.HealthyAsync("good");
        foreach ((string worker, string words) in new[]
        {
            ("nothing", "/nonexistent/program"),
            ("nopath", "no-such-program-anywhere"),
            ("nowhere", "/nonexistent/directory"),
            ("plain", "plain.txt"),
            ("noone", "no-such-user-here"),
        })
        {
            WorkerView view = await node.UntilAsync(
                worker, "not running, with its reason", one => one.Running == 0 && one.Why.Contains(words, StringComparison.Ordinal));
            view.State.ShouldBeOneOf("critical", "dead", "starting");
        }

        Finished checkedNow = await node.RunAsync(Programs.Guardian, "validate", node.Config);
        checkedNow.ExitCode.ShouldBe(1, checkedNow.ToString());
        foreach (string worker in new[] { "nothing", "nopath", "nowhere", "plain", "noone" }) { checkedNow.Errors.ShouldContain("workers." + worker); }
        checkedNow.Errors.ShouldContain("5 problems");
        checkedNow.Errors.ShouldNotContain("workers.good");
    }

    [Fact]
    public async Task Exit_codes_that_mean_done_end_the_worker_without_a_restart()
    {
        await using TestNode node = await TestNode.StartAsync("""
            once { command = ["sh", "-c", "echo >> runs; exit 0"], restart.mode = on-failure }
            """);

        await node.UntilEventAsync("once", "done", one => one.Event == "restart-decided" && one.Text.Contains("done", StringComparison.Ordinal));

        WorkerView done = await node.WorkerAsync("once");
        done.Running.ShouldBe(0);
        done.State.ShouldBe("stopped");
        node.Lines("runs").Length.ShouldBe(1);
    }
}
