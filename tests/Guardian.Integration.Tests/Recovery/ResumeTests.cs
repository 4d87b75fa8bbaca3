using Guardian.Incidents;
using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests.Recovery;

/// <summary>The node is killed at each state of an incident; the next node takes it to its end and does nothing twice (A14, section 1).</summary>
public sealed class ResumeTests
{
    /// <summary>All that may be done to the worker is the hook, which may not be repeated, and which says when it ran.</summary>
    private const string OnlyHook = """
        recovery {
          never = [wait, connection_reset, quarantine, graceful_restart, restart, hard_restart]
          hooks.cure = ["sh", "-c", "echo ran >> ran; rm -f lock"]
        }
        """;

    /// <summary>All that may be done is to end it in order.</summary>
    private const string OnlyRestart = "recovery.never = [wait, connection_reset, quarantine, restart, hard_restart]";

    /// <summary>Longer than a node needs to see that a worker which it took over rests still.</summary>
    private const string Settle = "\nguardian.recovery.settle = 2500ms\n";

    [Fact]
    public async Task A_node_killed_while_evidence_is_taken_takes_it_again_and_acts_once()
    {
        await using TestNode node = await StartAsync(OnlyHook, "recovery.evidence = [\"sh\", \"-c\", \"echo looked >> looked; sleep 5\"]");
        await node.UntilPhaseAsync("a/0", "detected");
        await node.UntilAsync("its evidence command", () => node.Lines("looked").Length == 1);

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.Detected);

        story.Begun.ShouldBe(["hook:cure"], story.Text);
        node.Lines("ran").Length.ShouldBe(1);
        node.Starts("a/0").ShouldBe(1);
    }

    [Fact]
    public async Task A_node_killed_while_an_incident_awaits_its_turn_gives_it_its_turn()
    {
        await using TestNode node = await StartAsync(
            OnlyHook,
            others: """
                b { command = ["sh", "-c", "exit 78"], recovery { hooks.slow = ["sh", "-c", "echo began >> slow; sleep 5"], never = [stop] } }
                """,
            more: "guardian.recovery.parallel = 1",
            orderFault: false);
        await node.UntilAsync("the turn of the other", () => node.Lines("slow").Length == 1);
        node.Order("a/0", $"stall cure=file:{node.At("lock")}");
        await node.UntilPhaseAsync("a/0", "evidenceTaken");

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.EvidenceTaken);

        story.Steps.Count(step => step == "evidence").ShouldBe(1, story.Text);
        story.Begun.ShouldBe(["hook:cure"], story.Text);
        node.Lines("ran").Length.ShouldBe(1);
        node.Lines("slow").Length.ShouldBe(1, "what the other was doing is not done twice either");
    }

    [Fact]
    public async Task A_node_killed_before_the_vote_is_counted_holds_it_again_as_the_same_attempt()
    {
        await using TestNode node = await StartAsync(OnlyHook, "recovery.mode = recommend");
        await node.UntilPhaseAsync("a/0", "decided");

        IncidentStory story = await KillAndEndAsync(
            node,
            IncidentPhase.Proposed,
            change: id => RewindAsync(node, id, "incident-decided"), // a fault may have joined since
            afterwards: id => ConfirmAsync(node, id));

        story.Incident.Attempt.ShouldBe(1, story.Text);
        story.Steps.Count(step => step == "decided").ShouldBe(1, story.Text);
        node.Lines("ran").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_killed_while_the_state_is_saved_saves_it_again_and_acts_once()
    {
        await using TestNode node = await StartAsync(
            OnlyRestart, """
            state { save = ["sh", "-c", "echo $GUARDIAN_PID >> saved; sleep 2"], restore = ["sh", "-c", "echo restored >> restored"] }
            """);
        await node.UntilPhaseAsync("a/0", "decided");
        await node.UntilAsync("its save", () => node.Lines("saved").Length == 1);

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.Decided);

        story.Begun.ShouldBe(["graceful_restart"], story.Text);
        node.Starts("a/0").ShouldBe(2);
        node.Lines("saved").Length.ShouldBe(2, "nobody knows how far the first had come");
        node.Lines("restored").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_killed_while_a_person_is_awaited_awaits_the_person()
    {
        await using TestNode node = await StartAsync(OnlyHook, "recovery.mode = recommend");
        await node.UntilPhaseAsync("a/0", "decided");

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.Decided, afterwards: id => ConfirmAsync(node, id));

        story.Steps.Count(step => step == "decided").ShouldBe(1, story.Text);
        node.Lines("ran").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_killed_between_saving_and_acting_acts_once()
    {
        await using TestNode node = await StartAsync(OnlyHook, "recovery.mode = recommend");
        await node.UntilPhaseAsync("a/0", "decided");

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.StateCaptured, change: async id =>
        {
            await IncidentStores.AddAsync(node, id, new IncidentEvent.PersonSpoke(true, "tests", null));
            await IncidentStores.AddAsync(node, id, new IncidentEvent.StateCaptured(true, "the plan ends no process, so nothing needs to be saved"));
        });

        story.Steps.Count(step => step == "state saved").ShouldBe(1, story.Text);
        node.Lines("ran").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_hook_that_was_running_when_the_node_was_killed_is_not_run_again()
    {
        await using TestNode node = await StartAsync(OnlyHook.Replace("rm -f lock", "sleep 5", StringComparison.Ordinal));
        await node.UntilPhaseAsync("a/0", "acting");
        await node.UntilAsync("its hook", () => node.Lines("ran").Length == 1);

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.Acting, afterwards: _ =>
        {
            File.Delete(node.At("lock")); // what the hook would have done had the node not died with it
            return Task.CompletedTask;
        });

        story.Begun.ShouldBe(["hook:cure"], story.Text);
        story.Step("done").Detail.ShouldContain("nobody knows whether it was done");
        node.Lines("ran").Length.ShouldBe(1);
        node.Starts("a/0").ShouldBe(1);
    }

    [Fact]
    public async Task A_process_that_was_being_ended_when_the_node_was_killed_is_ended_and_started_once()
    {
        await using TestNode node = await StartAsync(OnlyRestart, "stop.drain = [\"sh\", \"-c\", \"echo drains >> drained; sleep 2\"]", cure: "restart");
        await node.UntilPhaseAsync("a/0", "acting");
        await node.UntilAsync("its drain", () => node.Lines("drained").Length == 1);

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.Acting);

        story.Begun.ShouldBe(["graceful_restart"], story.Text);
        node.Starts("a/0").ShouldBe(2, story.Text);
    }

    [Fact]
    public async Task A_process_that_was_replaced_before_the_node_could_say_so_is_left_alone()
    {
        await using TestNode node = await StartAsync(OnlyRestart, cure: "restart");
        await node.UntilPhaseAsync("a/0", "verifying", "settling");

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.Acting, change: id => RewindAsync(node, id, "incident-action-ended"));

        story.Begun.ShouldBe(["graceful_restart"], story.Text);
        story.Step("done").Detail.ShouldContain("found it done");
        node.Starts("a/0").ShouldBe(2, story.Text);
    }

    [Fact]
    public async Task A_node_killed_after_the_state_was_restored_goes_on_with_the_check()
    {
        await using TestNode node = await StartAsync(OnlyRestart, "state.save = [\"sh\", \"-c\", \"echo saved >> saved\"]", cure: "restart");
        await node.UntilPhaseAsync("a/0", "verifying", "settling");

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.StateRestored, change: id => RewindAsync(node, id, "incident-verify-started"));

        story.Steps.Count(step => step == "state restored").ShouldBe(1, story.Text);
        node.Lines("saved").Length.ShouldBe(1);
        node.Starts("a/0").ShouldBe(2, story.Text);
    }

    [Fact]
    public async Task A_node_killed_while_it_verifies_goes_on_verifying()
    {
        await using TestNode node = await StartAsync(
            OnlyHook.Replace("; rm -f lock", string.Empty, StringComparison.Ordinal), more: "guardian.recovery.verify-within = 30s");
        await node.UntilPhaseAsync("a/0", "verifying");

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.Verifying, afterwards: _ =>
        {
            File.Delete(node.At("lock"));
            return Task.CompletedTask;
        });

        story.Begun.ShouldBe(["hook:cure"], story.Text);
        node.Lines("ran").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_killed_while_an_incident_settles_lets_it_settle()
    {
        await using TestNode node = await StartAsync(OnlyHook);
        await node.UntilPhaseAsync("a/0", "settling");

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.Settling);

        story.Begun.ShouldBe(["hook:cure"], story.Text);
        story.Incident.CuredBy.ShouldBe("hook:cure");
        node.Lines("ran").Length.ShouldBe(1);
    }

    [Fact]
    public async Task A_node_killed_after_it_asked_a_person_goes_on_waiting_for_one()
    {
        await using TestNode node = await StartAsync(
            OnlyHook.Replace("; rm -f lock", string.Empty, StringComparison.Ordinal), more: "guardian.recovery { attempts = 1, verify-within = 600ms, cooldown = 60s }");
        await node.UntilPhaseAsync("a/0", "escalated");

        IncidentStory story = await KillAndEndAsync(node, IncidentPhase.Escalated, afterwards: async id =>
        {
            (await node.UntilPhaseAsync("a/0", "escalated")).Id.ShouldBe(id);
            File.Delete(node.At("lock"));
        });

        story.Steps.Count(step => step == "a person is asked").ShouldBe(1, story.Text);
        story.Begun.ShouldBe(["hook:cure"], story.Text);
        story.Incident.Escalated.ShouldBeTrue();
        node.Lines("ran").Length.ShouldBe(1);
    }

    /// <summary>A node with worker <c>a</c> that gets nothing done until the lock is removed (or it is restarted).</summary>
    private static async Task<TestNode> StartAsync(string may, string own = "", string others = "", string more = "", string? cure = null, bool orderFault = true)
    {
        TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker("a", may + "\n" + own) + others, FaultyNode.Obedient + Settle + more);
        await node.WorksAsync("a/0", 1);
        if (orderFault) { node.Order("a/0", $"stall cure={cure ?? (may == OnlyRestart ? "restart" : "file:" + node.At("lock"))}"); }
        return node;
    }

    /// <summary>Kills the node, proves where the incident stood, starts another node and waits for the end.</summary>
    private static async Task<IncidentStory> KillAndEndAsync(
        TestNode node, IncidentPhase stood, Func<string, Task>? change = null, Func<string, Task>? afterwards = null)
    {
        string id = (await node.IncidentsAsync()).First(incident => incident.Subject == "a/0").Id;
        await StoredAsync(node, id);
        await node.KillAsync();
        if (change is not null) { await change(id); }
        (await LeftAsync(node, id)).Phase.ShouldBe(stood);

        await node.StartAsync();
        if (afterwards is not null) { await afterwards(id); }
        IncidentStory story = await node.EndedAsync("a/0");

        story.Incident.Id.ShouldBe(id, "it is the same incident that goes on");
        story.Incident.Phase.ShouldBe("resolved", story.Text);
        return story;
    }

    /// <summary>What the store tells of an incident.</summary>
    private static async Task<Incident> LeftAsync(TestNode node, string id)
    {
        Incident left = new() { Id = id };
        foreach (IncidentEvent happened in await IncidentStores.EventsAsync(node, id)) { left = left.Apply(happened, default); }
        return left;
    }

    /// <summary>Waits until the store has come to what is shown: most steps are shown at once and written a moment later.</summary>
    private static async Task StoredAsync(TestNode node, string id)
    {
        string shown = string.Empty;
        await Waiting.UntilAsync(
            "what is shown in the store",
            async () =>
            {
                shown = (await node.IncidentsAsync()).First(incident => incident.Id == id).Phase;
                return (Incident?)await LeftAsync(node, id);
            },
            left => string.Equals(left.Phase.ToString(), shown, StringComparison.OrdinalIgnoreCase),
            left => $"{left?.Phase}, shown {shown}");
    }

    /// <summary>Takes events back until one of a type is gone.</summary>
    private static async Task RewindAsync(TestNode node, string id, string type)
    {
        string last;
        do
        {
            last = IncidentJson.ToJournal((await IncidentStores.EventsAsync(node, id))[^1], default).Type;
            await IncidentStores.DropLastAsync(node, id, last);
        }
        while (last != type);
    }

    private static async Task ConfirmAsync(TestNode node, string id)
    {
        await node.UntilPhaseAsync("a/0", "decided");
        Finished confirmed = await node.PbmAsync("recovery", "confirm", id);
        confirmed.ExitCode.ShouldBe(0, confirmed.ToString());
    }
}
