using System.Text.Json;
using Guardian.Integration.Tests.Play;

namespace Guardian.Integration.Tests.Recovery;

/// <summary>The figures on success agree with what happened (A19, A20).</summary>
public sealed class FigureTests
{
    [Fact]
    public async Task After_a_cure_a_person_asked_and_a_crash_the_counts_are_those()
    {
        await using TestNode node = await FaultyNode.StartAsync(
            FaultyNode.Worker("cured", "recovery.never = [wait]")
            + """
              asks {
                command = ["sh", "-c", "if [ -e mended ]; then exec sleep 100000; fi; exit 1"]
                restart.budget.restarts = 0, recovery.never = [wait, quarantine, restart, hard_restart, stop]
              }
              crashes { command = ["sh", "-c", "if [ -e crashed ]; then exec sleep 100000; fi; sleep 0.5; touch crashed; exit 1"], restart.reset-after = 500ms }
              """);
        await node.WorksAsync("cured/0", 1);
        await node.UntilPhaseAsync("asks/0", "escalated");
        node.Order("cured/0", "stall");
        IncidentStory cured = await node.CuredAsync("cured/0");
        node.Write("mended", string.Empty);
        (await node.PostAsync("workers/asks/restart")).Status.ShouldBe(200);
        await node.EndedAsync("asks/0");

        FiguresView figures = await Waiting.UntilAsync(
            "the figures",
            () => node.Api.GetAsync<FiguresView>("/api/v1/kpi/report?format=json"),
            seen => seen.Of("incidents") == 2 && seen.Of("recoveries") == 3,
            seen => JsonSerializer.Serialize(seen));

        figures.Kinds.OrderBy(kind => kind.Kind, StringComparer.OrdinalIgnoreCase).Select(kind => (kind.Kind.ToUpperInvariant(), kind.Incidents))
            .ShouldBe([("BUDGETSPENT", 1), ("NOPROGRESS", 1)]);
        StrategyFigureView plan = figures.Strategies.Single(each => each.Strategy == cured.Incident.CuredBy);
        (plan.Tries, plan.Successes).ShouldBe((1, 1));
        figures.Strategies.Single(each => each.Strategy == "reflex restart").Successes.ShouldBe(1);
        figures.Of("false-detections").ShouldBe(0);
        figures.Of("automatic")!.Value.ShouldBe(200.0 / 3, 0.1, "two without a person, one with");
        figures.Of("failed-recoveries").ShouldBe(0);
        figures.Of("incident-recovery-time")!.Value.ShouldBeGreaterThan(0);
        figures.Of("availability")!.Value.ShouldBeInRange(1, 99.999);

        Finished report = await node.PbmAsync("kpi", "report", "--markdown");
        report.ExitCode.ShouldBe(0, report.ToString());
        report.Output.ShouldContain("# ");
        report.Output.ShouldContain("| ");
        report.Output.ShouldContain("Availability");
        report.Output.ShouldContain(cured.Incident.CuredBy!);
        (await node.PbmAsync("kpi", "show")).Output.ShouldContain("availability", Case.Insensitive);
        (await node.PbmAsync("kpi", "report", "--window", "century")).ExitCode.ShouldBe(2);
    }
}
