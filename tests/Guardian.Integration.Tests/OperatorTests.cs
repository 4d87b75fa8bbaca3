using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests;

/// <summary>What people say: stop, start, scale, restart, and another configuration.</summary>
public sealed class OperatorTests
{
    [Fact]
    public async Task A_persons_word_outlives_the_node_whether_it_stops_or_is_killed()
    {
        await using TestNode node = await TestNode.StartAsync("""
            off { command = ["sleep", "100000"] }
            more { command = ["sleep", "100000"], instances { max = 4 } }
            manual { command = ["sleep", "100000"], autostart = no }
            """);
        (await node.UntilAsync("manual", "stopped", one => one.State == "stopped")).Running.ShouldBe(0);
        (await node.PostAsync("workers/off/stop")).Status.ShouldBe(200);
        (await node.PostAsync("workers/more/scale", new { instances = 3 })).Status.ShouldBe(200);
        (await node.PostAsync("workers/manual/start")).Status.ShouldBe(200);
        await node.HealthyAsync("manual");
        await node.KillAsync();
        await node.StartAsync();
        await ExpectAsync();
        (await node.StopAsync()).ShouldBe(0);
        await node.StartAsync();
        await ExpectAsync();

        async Task ExpectAsync()
        {
            (await node.UntilAsync("more", "three instances", one => one.Healthy && one.Running == 3)).Desired.ShouldBe(3);
            await node.HealthyAsync("manual");
            WorkerView off = await node.UntilAsync("off", "stopped", one => one.State == "stopped");
            off.Running.ShouldBe(0);
            off.Desired.ShouldBe(0);
        }
    }

    [Fact]
    public async Task Scaling_starts_and_ends_instances_and_leaves_the_others_alone()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sleep", "100000"], instances { min = 1, max = 5, start = 2 } }
            """);
        int[] two = (await node.HealthyAsync("a")).Pids;

        (await node.PbmAsync("worker", "scale", "a", "5")).ExitCode.ShouldBe(0);
        int[] five = (await node.UntilAsync("a", "five instances", one => one.Healthy && one.Running == 5)).Pids;
        five[..2].ShouldBe(two);

        (await node.PostAsync("workers/a/scale", new { instances = 1 })).Status.ShouldBe(200);
        WorkerView one = await node.UntilAsync("a", "one instance", view => view.Healthy && view.Instances.Length == 1);
        one.Pids.ShouldBe([two[0]]);
        one.Restarts.ShouldBe(0);
        five[1..].Where(Kernel.IsAlive).ShouldBeEmpty();

        Finished refused = await node.PbmAsync("worker", "scale", "a", "6");
        refused.ExitCode.ShouldBe(1);
        refused.Errors.ShouldContain("1 to 5");
    }

    [Fact]
    public async Task A_rolling_restart_replaces_one_after_the_other_and_counts_no_crash()
    {
        await using TestNode node = TestNode.With("""
            a { command = ["sh", "story.sh"], instances { start = 3 } }
            """);
        node.Write("story.sh", """
            trap 'echo end $GUARDIAN_INSTANCE >> story; exit 0' TERM
            echo start $GUARDIAN_INSTANCE >> story
            while :; do sleep 0.05; done
            """);
        await node.StartAsync();
        int[] before = (await node.HealthyAsync("a")).Pids;
        await node.UntilAsync("three starts", () => node.Lines("story").Length == 3);

        (await node.PostAsync("workers/a/restart")).Status.ShouldBe(200);

        WorkerView after = await node.UntilAsync("a", "three others", one => one.Healthy && one.Running == 3 && !one.Pids.Intersect(before).Any());
        after.Restarts.ShouldBe(0);
        await node.UntilAsync("nine lines", () => node.Lines("story").Length == 9);
        node.Lines("story")[3..].ShouldBe(["end a/0", "start a/0", "end a/1", "start a/1", "end a/2", "start a/2"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reload_touches_only_what_changed(bool bySignal)
    {
        await using TestNode node = await TestNode.StartAsync("""
            same { command = ["sleep", "100000"] }
            changed { command = ["sleep", "100000"] }
            rules { command = ["sleep", "100000"], stop.timeout = 5s }
            gone { command = ["sleep", "100000"] }
            """);
        WorkerView[] before = await node.UntilAllAsync("all healthy", all => all.Length == 4 && all.All(one => one.Healthy));
        Dictionary<string, int> pids = before.ToDictionary(one => one.Name, one => one.Pids[0]);
        node.Configure("""
            same { command = ["sleep", "100000"] }
            changed { command = ["sleep", "100001"] }
            rules { command = ["sleep", "100000"], stop.timeout = 6s }
            new { command = ["sleep", "100000"] }
            """);

        if (bySignal)
        {
            node.Process.Signal(Kernel.Hangup);
        }
        else
        {
            Finished reloaded = await node.PbmAsync("node", "reload");
            reloaded.ExitCode.ShouldBe(0, reloaded.ToString());
            reloaded.Output.ShouldContain("added new");
            reloaded.Output.ShouldContain("removed gone");
        }

        WorkerView[] after = await node.UntilAllAsync(
            "the new set",
            all => string.Join(' ', all.Select(one => one.Name)) == "changed new rules same"
                && all.All(one => one.Healthy) && all[0].Pids[0] != pids["changed"]);
        after.Single(one => one.Name == "same").Pids.ShouldBe([pids["same"]]);
        after.Single(one => one.Name == "rules").Pids.ShouldBe([pids["rules"]]);
        Kernel.IsAlive(pids["gone"]).ShouldBeFalse();
        after.Sum(one => one.Restarts).ShouldBe(0);
    }

    [Fact]
    public async Task A_bad_configuration_is_refused_as_a_whole_and_the_old_one_stays()
    {
        await using TestNode node = await TestNode.StartAsync("""
            a { command = ["sleep", "100000"] }
            """);
        int before = (await node.HealthyAsync("a")).Pids[0];
        foreach ((string bad, string words) in new[]
        {
            ("a { command = [ ", "guardian.conf"),
            ("a { command = [\"sleep\", \"100000\"] }\nb { comand = [\"sleep\", \"1\"] }", "command"),
            ("a { command = [\"sleep\", \"5\"] }\nb { command = [\"/nonexistent/program\"] }", "/nonexistent/program"),
        })
        {
            node.Configure(bad);
            Finished refused = await node.PbmAsync("node", "reload");
            refused.ExitCode.ShouldBe(1, refused.ToString());
            refused.Errors.ShouldContain(words);
            Finished checkedNow = await node.PbmAsync("worker", "validate");
            checkedNow.ExitCode.ShouldBe(1, checkedNow.ToString());
            checkedNow.Errors.ShouldContain(words);
        }

        node.Process.Signal(Kernel.Hangup);
        await node.UntilSaidAsync("The configuration was not reloaded, the old one stays in force");

        WorkerView[] still = await node.UntilAllAsync("an answer", _ => true);
        still.Single().Pids.ShouldBe([before]);
    }
}
