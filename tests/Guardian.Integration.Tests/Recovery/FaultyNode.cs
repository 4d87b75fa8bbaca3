using System.Globalization;
using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests.Recovery;

/// <summary>A node whose workers fail on demand, and what tests of recovery ask of it.</summary>
internal static class FaultyNode
{
    /// <summary>Recovery at the pace of a test: an incident of one plan lasts seconds, not minutes.</summary>
    public const string Quick = """
        guardian.recovery { verify-within = 3s, settle = 1s, cooldown = 5s, wait = 200ms, evidence.timeout = 20s }
        guardian.alerts.group-wait = 0s
        """;

    /// <summary>A council that takes the only plan it is given: for tests of what follows a decision, not of the vote.</summary>
    public const string Obedient = """

        guardian.council { in-favour = 1%, abstain = 0%, seats { needed = 1, needed-wide = 1, least = 1 } }
        """;

    /// <summary>For a worker with another fault than a standstill: on a busy machine any process may stand still for a moment.</summary>
    public const string Patient = "health.progress.busy-timeout = 30s\n";

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    /// <summary>A worker that works and fails as its control file says, and is seen to be stuck after two and a half seconds.</summary>
    public static string Worker(string name, string more = "", string arguments = "\"--task\", \"100ms\"") => $$"""
        {{name}} {
          command = ["{{Programs.FaultWorker}}", "work", "--marks", "marks", "--control", "control", {{arguments}}]
          health { notify = yes, grace = 0s, confirm { times = 2, within = 5s }, progress.busy-timeout = 2500ms }
          {{more}}
        }

        """;

    /// <summary>Starts a node with quick recovery and waits until its workers are healthy.</summary>
    public static async Task<TestNode> StartAsync(string workers, string more = "", Action<TestNode>? prepare = null)
    {
        TestNode node = TestNode.With(workers, Quick + more);
        try
        {
            Directory.CreateDirectory(node.At("control"));
            prepare?.Invoke(node);
            await node.StartAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Orders a fault: whole or not at all.</summary>
    public static void Order(this TestNode node, string instance, string fault)
    {
        string file = node.At($"control/{instance.Replace('/', '-')}.fault");
        File.WriteAllText(file + ".new", fault + "\n");
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>All incidents, newest first; none while no node listens.</summary>
    public static async Task<IncidentView[]> IncidentsAsync(this TestNode node) =>
        await node.Api.GetAsync<IncidentView[]>("/api/v1/incidents/history") ?? [];

    /// <summary>Waits until the newest incident on a subject is as awaited.</summary>
    public static async Task<IncidentView> UntilIncidentAsync(
        this TestNode node, string subject, string what, Func<IncidentView, bool> holds, TimeSpan? longest = null)
    {
        IncidentView[] all = await Waiting.UntilAsync(
            $"an incident on {subject}: {what}",
            async () => await node.IncidentsAsync(),
            list => list.FirstOrDefault(incident => incident.Subject == subject) is { } newest && holds(newest),
            list => $"{string.Join('\n', (list ?? []).Select(incident => incident.ToString()))}\nThe node's last words:\n{node.Process.Words}",
            longest ?? s_longest);
        return all.First(incident => incident.Subject == subject);
    }

    /// <summary>Waits until the newest incident on a subject is in a phase.</summary>
    public static Task<IncidentView> UntilPhaseAsync(this TestNode node, string subject, params string[] phases) =>
        node.UntilIncidentAsync(subject, string.Join(" or ", phases), incident => phases.Contains(incident.Phase));

    /// <summary>An incident with its story, as far as it is stored.</summary>
    public static async Task<IncidentStory> StoryAsync(this TestNode node, string incident) =>
        (await node.Api.GetAsync<IncidentStory>("/api/v1/incidents/" + incident))!;

    /// <summary>Waits for the end of the newest incident on a subject, and tells it.</summary>
    public static async Task<IncidentStory> EndedAsync(this TestNode node, string subject, TimeSpan? longest = null)
    {
        IncidentView ended = await node.UntilIncidentAsync(subject, "over", incident => incident.IsOver, longest);
        return await Waiting.UntilAsync(
            "its end in the store",
            async () => (IncidentStory?)await node.StoryAsync(ended.Id),
            story => story.Tells("resolved") || story.Tells("cancelled"),
            story => story?.Text ?? "nothing");
    }

    /// <summary>Waits until the newest incident on a subject has ended as cured, and tells it.</summary>
    public static async Task<IncidentStory> CuredAsync(this TestNode node, string subject)
    {
        IncidentStory story = await node.EndedAsync(subject);
        story.Incident.Phase.ShouldBe("resolved", story.Text);
        story.Incident.CuredBy.ShouldNotBeNull(story.Text);
        story.Tells("detected", "evidence", "proposed", "decided", "state saved", "begins", "done", "verifying", "recovered", "resolved").ShouldBeTrue(story.Text);
        return story;
    }

    /// <summary>What the fault workers have written down.</summary>
    public static Mark[] Marks(this TestNode node) =>
    [
        .. node.Lines("marks").Select(line => line.Split(' ', 5)).Where(parts => parts.Length >= 4).Select(parts => new Mark(
            parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture), parts[2], long.Parse(parts[3], CultureInfo.InvariantCulture), parts.Length > 4 ? parts[4] : "")),
    ];

    /// <summary>How often a process of an instance was started.</summary>
    public static int Starts(this TestNode node, string instance) => node.Marks().Count(mark => mark.Word == "begin" && mark.Subject == instance);

    /// <summary>Waits until an instance has done so many tasks.</summary>
    public static Task WorksAsync(this TestNode node, string instance, int tasks = 2) => node.UntilAsync(
        $"{tasks} tasks done by {instance}",
        () =>
        {
            Mark[] marks = node.Marks();
            int last = marks.LastOrDefault(mark => mark.Word == "begin" && mark.Subject == instance)?.Pid ?? 0;
            return marks.Count(mark => mark.Word == "done" && mark.Pid == last) >= tasks;
        });
}
