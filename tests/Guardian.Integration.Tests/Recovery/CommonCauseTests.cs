using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests.Recovery;

/// <summary>What hits many workers at once is one trouble: one is tried, the others wait (section 7 of the design: brake, canary).</summary>
public sealed class CommonCauseTests
{
    private static readonly string[] s_workers = ["a", "b", "c", "d"];

    [Fact]
    public async Task Workers_that_lose_the_same_dependency_are_not_thrashed_and_are_all_back_when_it_is()
    {
        await using TestNode node = await FaultyNode.StartAsync(string.Join('\n', s_workers.Select(name => FaultyNode.Worker(name, "health.error-rate = null, recovery.never = [stop, scale_up]"))));
        foreach (string name in s_workers) { await node.WorksAsync(name + "/0", 1); }
        string dependency = node.At("dependency");
        foreach (string name in s_workers) { node.Order(name + "/0", $"dependency file={dependency} dies=no"); }

        IncidentView[] hit = await Waiting.UntilAsync(
            "an incident of each",
            async () => await node.IncidentsAsync(),
            list => s_workers.All(name => list.Any(incident => incident.Subject == name + "/0")),
            list => string.Join('\n', (list ?? []).Select(incident => incident.ToString())));
        await Waiting.UntilAsync(
            "a plan of the canary's",
            async () => await node.IncidentsAsync(),
            list => list.Any(incident => incident.Plan is not null && incident.Phase is not ("decided" or "proposed")),
            list => string.Join('\n', (list ?? []).Select(incident => incident.ToString())));
        await Waiting.MomentAsync(TimeSpan.FromSeconds(4)); // time enough to thrash
        await File.WriteAllTextAsync(dependency, string.Empty);

        await node.UntilAllAsync("all healthy", all => all.All(one => one.Healthy));
        foreach (string name in s_workers)
        {
            IncidentStory story = await node.EndedAsync(name + "/0");
            story.Incident.Phase.ShouldBe("resolved", story.Text);
            node.Starts(name + "/0").ShouldBeInRange(1, 4, story.Text);
            await node.WorksAsync(name + "/0", 1);
        }

        IncidentStory[] stories = await Task.WhenAll(hit.Select(incident => node.StoryAsync(incident.Id)));
        stories.Count(story => story.Steps.Contains("held")).ShouldBeGreaterThanOrEqualTo(1, string.Join("\n\n", stories.Select(story => story.Text)));
        s_workers.Sum(name => node.Starts(name + "/0")).ShouldBeInRange(4, 12, "no thrash");
    }
}
