using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests.Recovery;

/// <summary>People and the node at the same time: a person's word goes first, and is answered in words.</summary>
public sealed class PersonTests
{
    private const string Slow = """
        recovery {
          never = [wait, connection_reset, quarantine, graceful_restart, restart, hard_restart]
          hooks.cure = ["sh", "-c", "echo ran >> ran; sleep 3; rm -f lock"]
        }
        """;

    [Fact]
    public async Task A_worker_that_a_person_stops_has_no_incident_any_more_and_stays_stopped()
    {
        await using TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker("a", Slow), FaultyNode.Obedient + "\nguardian.recovery.mode = recommend");
        await node.WorksAsync("a/0", 1);
        node.Order("a/0", $"stall cure=file:{node.At("lock")}");
        await node.UntilPhaseAsync("a/0", "decided");

        (await node.PbmAsync("worker", "stop", "a")).ExitCode.ShouldBe(0);

        IncidentStory story = await node.EndedAsync("a/0");
        story.Incident.Phase.ShouldBe("cancelled", story.Text);
        story.Begun.ShouldBeEmpty(story.Text);
        (await node.WorkerAsync("a")).State.ShouldBe("stopped");
        node.Starts("a/0").ShouldBe(1);
        Finished refused = await node.PbmAsync("recovery", "recover", "a", "--action", "restart");
        refused.ExitCode.ShouldBe(1, refused.ToString());
        refused.Errors.ShouldContain("a is stopped");
    }

    [Fact]
    public async Task While_an_incident_acts_a_recovery_by_hand_is_refused_and_says_by_what()
    {
        await using TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker("a", Slow), FaultyNode.Obedient);
        await node.WorksAsync("a/0", 1);
        node.Order("a/0", $"stall cure=file:{node.At("lock")}");
        IncidentView acting = await node.UntilPhaseAsync("a/0", "acting");

        Finished refused = await node.RunAsync(Programs.Guardian, "recover", "a", "--action", "hook:cure", "--data", node.Data);

        refused.ExitCode.ShouldBe(1, refused.ToString());
        refused.Errors.ShouldContain($"{acting.Id} is acting on a/0 at the moment (plan hook:cure)");
        (await node.EndedAsync("a/0")).Begun.ShouldBe(["hook:cure"]);
        node.Lines("ran").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_recovery_by_hand_is_an_incident_that_does_what_was_asked_and_what_does_not_exist_is_named()
    {
        await using TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker("a"));
        await node.WorksAsync("a/0", 1);

        Finished asked = await node.RunAsync(Programs.Guardian, "recover", "a", "--action", "restart", "--data", node.Data);

        asked.ExitCode.ShouldBe(0, asked.ToString());
        IncidentStory story = await node.CuredAsync("a/0");
        asked.Output.ShouldContain(story.Incident.Id);
        story.Incident.Kind.ShouldBe("requested");
        story.Incident.ByPerson.ShouldBeTrue(story.Text);
        story.Begun.ShouldBe(["restart"]);
        node.Starts("a/0").ShouldBe(2);

        await RefusedAsync(1, "aa", ["recovery", "recover", "aa", "--action", "restart"]);
        await RefusedAsync(1, "there is no action 'pray' for a; there are wait", ["recovery", "recover", "a", "--action", "pray"]);
        await RefusedAsync(1, "a/7", ["recovery", "recover", "a", "--action", "restart", "--instance", "7"]);
        await RefusedAsync(1, "recovery.quarantine", ["recovery", "recover", "a", "--action", "quarantine"]);
        await RefusedAsync(1, "i-19990101-0001", ["recovery", "show", "i-19990101-0001"]);
        await RefusedAsync(2, "action", ["recovery", "recover", "a"]);
        await RefusedAsync(2, "pray", ["recovery", "pray"]);
        (await node.RunAsync(Programs.Guardian, "recover", "a", "--data", node.Data)).ExitCode.ShouldBe(2);
        (await node.RunAsync(Programs.Guardian, "recover", "a", "--action", "restart", "--data", node.At("nowhere"))).ExitCode.ShouldBe(3);
        node.Starts("a/0").ShouldBe(2);

        async Task RefusedAsync(int code, string words, string[] arguments)
        {
            Finished refused = await node.PbmAsync(arguments);
            refused.ExitCode.ShouldBe(code, refused.ToString());
            refused.Errors.ShouldContain(words);
        }
    }

    [Fact]
    public async Task What_happened_and_what_was_learned_is_told_by_every_command()
    {
        await using TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker("a", "recovery.never = [wait]"));
        await node.WorksAsync("a/0", 1);
        node.Order("a/0", "stall");
        IncidentView open = await node.UntilIncidentAsync("a/0", "open", _ => true);
        string id = open.Id;
        await ShowsAsync(["recovery", "list"], id, "a/0", "noProgress");

        IncidentStory story = await node.CuredAsync("a/0");
        string plan = story.Incident.CuredBy!;

        (await node.PbmAsync("recovery", "list")).Output.ShouldNotContain(id);
        await ShowsAsync(["recovery", "list", "--all"], id, "resolved");
        await ShowsAsync(["recovery", "show", id], id, "resolved", "verifying", "state restored", "evidence");
        await ShowsAsync(["recovery", "history"], id, plan, "resolved");
        await ShowsAsync(["recovery", "history", "--worker", "a"], id);
        await ShowsAsync(["recovery", "strategies"], plan, "100");
        await ShowsAsync(["council", "list"], id, plan);
        await ShowsAsync(["council", "minutes", id], "# Minutes of the council", "## Plans and votes", "incident", "knowledge", "task", "pattern", plan, "## Outcome");
        await ShowsAsync(["council", "weights"], "knowledge", "pattern");
        await ShowsAsync(["alert", "list"], "a/0");
        await NodeShowsAsync("history", id, plan);
        await NodeShowsAsync("strategies", plan);
        await NodeShowsAsync("alerts", "a/0");
        await NodeShowsAsync("status", "a", "healthy");

        Finished minutes = await node.PbmAsync("council", "minutes", "i-19990101-0001");
        minutes.ExitCode.ShouldBe(1, minutes.ToString());
        (await node.PbmAsync("council", "minutes")).ExitCode.ShouldBe(2);
        (await node.StopAsync()).ShouldBe(0);
        (await node.PbmAsync("recovery", "list")).ExitCode.ShouldBe(3);
        (await node.RunAsync(Programs.Guardian, "history", "--data", node.Data)).ExitCode.ShouldBe(3);

        async Task ShowsAsync(string[] arguments, params string[] words)
        {
            Finished shown = await node.PbmAsync(arguments);
            shown.ExitCode.ShouldBe(0, shown.ToString());
            foreach (string word in words) { shown.Output.ShouldContain(word); }
        }

        async Task NodeShowsAsync(string command, params string[] words)
        {
            Finished shown = await node.RunAsync(Programs.Guardian, command, "--data", node.Data);
            shown.ExitCode.ShouldBe(0, shown.ToString());
            foreach (string word in words) { shown.Output.ShouldContain(word); }
        }
    }
}
