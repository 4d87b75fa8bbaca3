using System.Text.Json;
using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests.Recovery;

/// <summary>What is decided is only recommended: a person confirms or rejects it, and says when there was no trouble (A12, B6).</summary>
public sealed class RecommendTests
{
    private const string Hook = """
        recovery {
          never = [wait, connection_reset, quarantine, graceful_restart, restart, hard_restart]
          hooks.cure = ["sh", "-c", "echo ran >> ran; rm -f lock"]
        }
        """;

    [Theory]
    [InlineData("guardian.recovery.mode = recommend", "")]
    [InlineData("guardian.recovery.mode = act", "recovery.mode = recommend")]
    public async Task What_is_recommended_is_recorded_and_done_only_when_a_person_confirms_it(string global, string own)
    {
        await using TestNode node = await RecommendedAsync(global, own);
        IncidentView waiting = await node.UntilPhaseAsync("a/0", "decided");
        waiting.Plan.ShouldBe("hook:cure");
        IncidentStory before = await node.StoryAsync(waiting.Id);
        before.Begun.ShouldBeEmpty(before.Text);
        node.Lines("ran").ShouldBeEmpty();

        Finished confirmed = await node.PbmAsync("recovery", "confirm", waiting.Id, "--note", "go on");

        confirmed.ExitCode.ShouldBe(0, confirmed.ToString());
        IncidentStory story = await node.EndedAsync("a/0");
        story.Incident.Phase.ShouldBe("resolved", story.Text);
        story.Step("confirmed").Detail.ShouldContain("go on");
        story.Tells("decided", "confirmed", "begins", "done", "recovered", "resolved").ShouldBeTrue(story.Text);
        node.Lines("ran").Length.ShouldBe(1);
        Finished again = await node.PbmAsync("recovery", "confirm", waiting.Id);
        again.ExitCode.ShouldBe(1, again.ToString());
        again.Errors.ShouldContain("awaits no word");
    }

    [Fact]
    public async Task What_a_person_rejects_is_not_done_and_a_false_detection_shows_in_the_figures()
    {
        await using TestNode node = await RecommendedAsync("guardian.recovery.mode = recommend", "");
        IncidentView waiting = await node.UntilPhaseAsync("a/0", "decided");

        Finished rejected = await node.PbmAsync("recovery", "reject", waiting.Id, "--note", "it only thinks");

        rejected.ExitCode.ShouldBe(0, rejected.ToString());
        (await node.UntilPhaseAsync("a/0", "escalated")).Note.ShouldContain("rejected");
        node.Lines("ran").ShouldBeEmpty();
        File.Delete(node.At("lock"));
        IncidentStory story = await node.EndedAsync("a/0");
        story.Begun.ShouldBeEmpty(story.Text);
        story.Step("rejected").Detail.ShouldContain("it only thinks");

        Finished labelled = await node.PbmAsync("recovery", "label", waiting.Id, "false");
        labelled.ExitCode.ShouldBe(0, labelled.ToString());
        (await node.UntilIncidentAsync("a/0", "labelled", one => one.Label is not null)).Label.ShouldBe("false");
        await Waiting.UntilAsync(
            "the figure",
            async () => await node.PbmAsync("kpi", "show", "--json"),
            shown => shown.ExitCode == 0 && JsonSerializer.Deserialize<FiguresView>(shown.Output, JsonSerializerOptions.Web)!.Of("false-detections") == 100,
            shown => $"{shown}");
        (await node.PbmAsync("recovery", "label", waiting.Id, "perhaps")).ExitCode.ShouldBe(2);
        (await node.PbmAsync("recovery", "label", "i-19990101-0001", "real")).ExitCode.ShouldBe(1);
    }

    private static async Task<TestNode> RecommendedAsync(string global, string own)
    {
        TestNode node = await FaultyNode.StartAsync(FaultyNode.Worker("a", Hook + "\n" + own), FaultyNode.Obedient + "\n" + global);
        await node.WorksAsync("a/0", 1);
        node.Order("a/0", $"stall cure=file:{node.At("lock")}");
        return node;
    }
}
