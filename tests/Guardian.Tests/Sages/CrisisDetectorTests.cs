using Guardian.Health;
using Guardian.Sages.Incidents;
using Guardian.Workers;

namespace Guardian.Tests.Sages;

/// <summary>B1: worker failure rate over 0.3, backlog over 50, response over 30 s, memory over 80 %.</summary>
public class CrisisDetectorTests
{
    public static TheoryData<string, FleetPulse> Over => new()
    {
        { "1 of 3 workers fail (33.33 %, limit 30 %)", SageCase.Pulse(workers: [SageCase.Worker("a", WorkerState.Critical), SageCase.Worker("b"), SageCase.Worker("c")]) },
        { "51 tasks wait for a (limit 50)", SageCase.Pulse(workers: [SageCase.Worker("a", backlog: 51), SageCase.Worker("b", backlog: 3)]) },
        { "a answers after 31 s (limit 30 s)", SageCase.Pulse(workers: [SageCase.Worker("a", response: 31)]) },
        { "memory of the server 81 % (limit 80 %)", SageCase.Pulse(memory: 0.81) },
    };

    public static TheoryData<FleetPulse> AtTheLimit =>
    [
        SageCase.Pulse(workers: [.. Enumerable.Range(0, 10).Select(at => SageCase.Worker($"w{at}", at < 3 ? WorkerState.Dead : WorkerState.Healthy))]),
        SageCase.Pulse(workers: [SageCase.Worker("a", backlog: 50)]),
        SageCase.Pulse(workers: [SageCase.Worker("a", response: 30)]),
        SageCase.Pulse(memory: 0.8),
    ];

    [Theory]
    [MemberData(nameof(Over))]
    public void A_figure_over_its_limit_strains_and_is_a_crisis_when_confirmed(string reason, FleetPulse pulse)
    {
        CrisisState first = Observe(CrisisState.Empty, pulse, 0);
        CrisisState second = Observe(first, pulse, 30);

        (first.Level, second.Level).ShouldBe((CrisisLevel.Strained, CrisisLevel.Crisis));
        second.Reasons.ShouldBe([reason]);
    }

    [Theory]
    [MemberData(nameof(AtTheLimit))]
    public void A_figure_at_its_limit_strains_and_is_no_crisis(FleetPulse pulse) =>
        Observe(Observe(Observe(CrisisState.Empty, pulse, 0), pulse, 30), pulse, 60).Level.ShouldBe(CrisisLevel.Strained);

    [Fact]
    public void A_crisis_ends_below_the_level_that_clears_and_not_at_the_limit()
    {
        CrisisState crisis = Observe(Observe(CrisisState.Empty, SageCase.Pulse(memory: 0.9), 0), SageCase.Pulse(memory: 0.9), 30);

        CrisisState hovers = Observe(crisis, SageCase.Pulse(memory: 0.79), 60);
        CrisisState over = Observe(hovers, SageCase.Pulse(memory: 0.71), 90);

        (hovers.Level, over.Level).ShouldBe((CrisisLevel.Crisis, CrisisLevel.Calm));
        over.Reasons.ShouldBeEmpty();
    }

    [Fact]
    public void Workers_that_are_stopped_as_wanted_do_not_count()
    {
        FleetPulse pulse = SageCase.Pulse(workers: [SageCase.Worker("a"), SageCase.Worker("b", WorkerState.Stopped, backlog: 900)]);

        Observe(Observe(CrisisState.Empty, pulse, 0), pulse, 30).Level.ShouldBe(CrisisLevel.Calm);
    }

    [Fact]
    public void A_figure_that_cannot_be_read_any_more_ends_no_crisis()
    {
        CrisisState crisis = Observe(Observe(CrisisState.Empty, SageCase.Pulse(memory: 0.9), 0), SageCase.Pulse(memory: 0.9), 30);

        Observe(crisis, SageCase.Pulse(memory: null), 60).Level.ShouldBe(CrisisLevel.Crisis);
    }

    private static CrisisState Observe(CrisisState state, FleetPulse pulse, double at) =>
        CrisisDetector.Observe(state, pulse, MonotonicTime.FromSeconds(at), SageCase.Options.Crisis);
}
