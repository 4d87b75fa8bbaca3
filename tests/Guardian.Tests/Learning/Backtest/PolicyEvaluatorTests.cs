using System.Collections.Immutable;
using Guardian.Learning.Backtest;
using Guardian.Tests.Learning.Knowledge;
using Xunit.Abstractions;

namespace Guardian.Tests.Learning.Backtest;

public class PolicyEvaluatorTests(ITestOutputHelper output)
{
    private const int Incidents = 1_000;

    private static readonly BacktestPolicy[] s_unlearned =
    [
        new BacktestPolicy.Ladder(), new BacktestPolicy.Always("wait"), new BacktestPolicy.Always("graceful_restart"),
        new BacktestPolicy.Always("restart"), new BacktestPolicy.Always("hook:clean-spool"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Thompson_sampling_beats_the_ladder_and_every_fixed_plan(int seed)
    {
        ImmutableArray<RecordedIncident> record = PolicySimulation.Incidents(Incidents, seed);
        PolicyScore thompson = Score(record, new BacktestPolicy.Thompson(), seed);
        output.WriteLine($"thompson {thompson.SuccessRate:P1}, regret {thompson.Regret:0.0}");
        foreach (BacktestPolicy policy in s_unlearned)
        {
            PolicyScore other = Score(record, policy, seed);
            output.WriteLine($"{policy.Name} {other.SuccessRate:P1}, regret {other.Regret:0.0}");

            thompson.SuccessRate!.Value.ShouldBeGreaterThan(other.SuccessRate!.Value + 0.1, policy.Name);
            thompson.Regret.ShouldBeLessThan(other.Regret / 2, policy.Name);
        }

        thompson.Exact.ShouldBe(Incidents);
        thompson.SuccessRate!.Value.ShouldBeInRange(0.75, 0.95, "the best plans themselves cure 89 %");
    }

    [Fact]
    public void The_regret_of_thompson_sampling_grows_more_slowly_than_the_number_of_incidents()
    {
        // Ten records: the regret of one is mostly the luck of its outcomes.
        PolicyScore[] runs = [.. Enumerable.Range(1, 10).Select(seed => Score(PolicySimulation.Incidents(4 * Incidents, seed), new BacktestPolicy.Thompson(), seed))];
        double atN = runs.Average(run => run.Cumulative[Incidents - 1]);
        double at4N = runs.Average(run => run.Cumulative[(4 * Incidents) - 1]);
        output.WriteLine($"mean regret after {Incidents}: {atN:0.0}, after {4 * Incidents}: {at4N:0.0}");

        atN.ShouldBeGreaterThan(0);
        (at4N / atN).ShouldBeInRange(0.7, 2, "linear growth would be 4, that of the square root 2, and exploring that has ended 1");
    }

    [Fact]
    public void The_regret_of_a_fixed_plan_grows_with_the_number_of_incidents()
    {
        PolicyScore[] runs = [.. Enumerable.Range(1, 10).Select(seed => Score(PolicySimulation.Incidents(4 * Incidents, seed), new BacktestPolicy.Always("restart"), seed))];

        (runs.Average(run => run.Cumulative[(4 * Incidents) - 1]) / runs.Average(run => run.Cumulative[Incidents - 1])).ShouldBeInRange(3.7, 4.3);
    }

    [Fact]
    public void The_same_seed_scores_the_same_and_another_seed_explores_otherwise()
    {
        ImmutableArray<RecordedIncident> record = PolicySimulation.Incidents(300, 1);

        Score(record, new BacktestPolicy.Thompson(), 5).Cumulative.ShouldBe(Score(record, new BacktestPolicy.Thompson(), 5).Cumulative);
        Score(record, new BacktestPolicy.Thompson(), 5).Cumulative.ShouldNotBe(Score(record, new BacktestPolicy.Thompson(), 6).Cumulative);
    }

    [Fact]
    public void Replay_of_a_record_made_at_random_estimates_what_the_full_record_tells_exactly()
    {
        PolicyScore exact = Score(PolicySimulation.Incidents(4_000, 3), new BacktestPolicy.Always("restart"), 1);
        PolicyScore replay = Score(PolicySimulation.Incidents(4_000, 3, full: false), new BacktestPolicy.Always("restart"), 1);

        replay.Exact.ShouldBe(0);
        replay.Replayed.ShouldBeInRange(900, 1_100, "a quarter");
        (replay.Replayed + replay.Rejected).ShouldBe(4_000);
        replay.SuccessRate!.Value.ShouldBe(exact.SuccessRate!.Value, 0.05);
        replay.WeightedRate!.Value.ShouldBe(exact.SuccessRate!.Value, 0.05);
        exact.WeightedRate.ShouldBeNull();
    }

    [Fact]
    public void The_ladder_climbs_after_a_failure_and_returns_after_a_cure_and_at_its_end()
    {
        // Only the third of four plans helps: wait, graceful_restart, restart (cured), wait, ...
        ImmutableArray<RecordedIncident> record =
        [
            .. PolicySimulation.Incidents(9, 1).Select(incident => incident with
            {
                Signature = "s",
                Outcomes = incident.Plans.ToImmutableDictionary(plan => plan.Id, plan => plan.Id == "restart"),
            }),
        ];

        Score(record, new BacktestPolicy.Ladder(), 1).Successes.ShouldBe(3);
        Score([.. record.Select(incident => incident with { Outcomes = incident.Outcomes!.SetItem("restart", false) })], new BacktestPolicy.Ladder(), 1).Successes.ShouldBe(0);
    }

    [Theory]
    [InlineData("thompson")]
    [InlineData("mean")]
    [InlineData("ladder")]
    [InlineData("always:hook:clean-spool")]
    public void A_policy_is_named_as_on_the_command_line(string name) => BacktestPolicy.Parse(name).ShouldNotBeNull().Name.ShouldBe(name);

    [Theory]
    [InlineData("")]
    [InlineData("always:")]
    [InlineData("luck")]
    public void Other_names_are_no_policies(string name) => BacktestPolicy.Parse(name).ShouldBeNull();

    private static PolicyScore Score(ImmutableArray<RecordedIncident> record, BacktestPolicy policy, int seed) =>
        PolicyEvaluator.Score(record, policy, Learned.Options, seed);
}
