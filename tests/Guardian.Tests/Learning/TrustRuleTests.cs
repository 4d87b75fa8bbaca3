using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Council;
using Guardian.Incidents;
using Guardian.Learning;
using Guardian.Tests.Council;

namespace Guardian.Tests.Learning;

public class TrustRuleTests
{
    private static readonly Seat[] s_seats = Enum.GetValues<Seat>();

    private static readonly TrustOptions s_options = Meeting.Defaults.Learning.Trust;

    private static readonly Gen<Step> s_step =
        from helped in Gen.Elements(true, false)
        from scores in Gen.Choose(0, 100).ListOf(4)
        from confidences in Gen.Choose(0, 100).ListOf(4)
        select new Step(helped, [.. s_seats.Select((seat, at) => new SeatScore(seat, scores[at] / 100.0, confidences[at] / 100.0))]);

    private static readonly Gen<TrustOptions> s_anyOptions =
        from beta in Gen.Choose(1, 99)
        from share in Gen.Choose(0, 99)
        from floor in Gen.Choose(0, 24)
        select new TrustOptions { Beta = beta / 100.0, Share = share / 100.0, Floor = floor / 100.0 };

    [Fact]
    public void Weights_add_up_to_one_and_never_fall_below_the_floor() => Holds(
        from options in s_anyOptions
        from steps in s_step.ArrayOf(40)
        select (options, steps),
        run => Learn(TrustWeights.Equal, run.options, run.steps)
            .All(weights => weights.AreValid && s_seats.All(seat => weights.Of(seat) >= run.options.Floor - 1e-12)));

    [Fact]
    public void A_seat_that_is_always_right_and_sure_counts_more_than_each_that_is_not() => Holds(
        from steps in s_step.ArrayOf(25)
        select steps,
        steps =>
        {
            Step[] right =
            [
                .. steps.Select(step => step with
                {
                    Scores = [.. step.Scores.Select(score => score.Seat == Seat.Task
                        ? new SeatScore(Seat.Task, step.Helped ? 1 : 0, 1)
                        : new SeatScore(score.Seat, step.Helped ? Math.Min(score.Score, 0.7) : Math.Max(score.Score, 0.3), 0.5))],
                }),
            ];
            TrustWeights last = Learn(TrustWeights.Equal, s_options, right).Last();
            return last.Task > 0.25 && s_seats.All(seat => seat == Seat.Task || last.Of(seat) < last.Task);
        });

    [Fact]
    public void A_seat_at_the_floor_leads_again_after_twenty_outcomes_in_which_it_alone_was_right()
    {
        TrustWeights bad = new(0.08, 0.4, 0.26, 0.26);
        Step[] right = [.. Enumerable.Repeat(new Step(true, [new(Seat.Incident, 1, 0.9), new(Seat.Knowledge, 0.3, 0.9), new(Seat.Task, 0.3, 0.9), new(Seat.Pattern, 0.3, 0.9)]), 20)];

        TrustWeights[] weights = [.. Learn(bad, s_options, right)];

        weights[^1].Incident.ShouldBeGreaterThan(0.5);
        weights.Zip(weights.Skip(1)).ShouldAllBe(pair => pair.Second.Incident > pair.First.Incident - 1e-9);
        weights[2].Incident.ShouldBeLessThan(0.25, "trust is not thrown over by three outcomes");
    }

    [Fact]
    public void Silence_neither_wins_nor_loses_trust()
    {
        Step others = new(true, [new(Seat.Incident, 0.9, 0.8), new(Seat.Task, 0.2, 0.8)]);

        TrustWeights learned = Learn(TrustWeights.Equal, s_options with { Share = 0 }, [others]).Single();

        learned.Incident.ShouldBeGreaterThan(0.25);
        learned.Task.ShouldBeLessThan(0.25);
        learned.Knowledge.ShouldBe(0.25, 0.002);
        learned.Pattern.ShouldBe(learned.Knowledge);
    }

    [Theory]
    [InlineData(false, "restart", "restart was not carried out: nobody knows whether it would have helped")]
    [InlineData(true, "escalate", "a person was asked: that says nothing about the sages' scores")]
    [InlineData(true, "hard_restart", "no seat had judged hard_restart")]
    public void Nothing_is_learned_from_what_says_nothing(bool acted, string plan, string reason)
    {
        TrustVerdict verdict = TrustRule.Learn(TrustWeights.Equal, Outcome(new Step(true, [new(Seat.Task, 1, 1)])) with { Acted = acted, Plan = plan }, s_options);

        verdict.Changed.ShouldBeFalse();
        verdict.Weights.ShouldBe(TrustWeights.Equal);
        verdict.Reason.ShouldBe(reason);
    }

    [Fact]
    public void The_reason_names_who_gained_and_who_lost()
    {
        TrustVerdict verdict = TrustRule.Learn(TrustWeights.Equal, Outcome(new Step(false, [new(Seat.Incident, 0.9, 1), new(Seat.Knowledge, 0.1, 1)])), s_options);

        verdict.Reason.ShouldBe("restart did not help: incident had given 0.9 and goes from 0.25 to 0.217, knowledge had given 0.1 and goes from 0.25 to 0.286");
        verdict.Losses.ShouldBe([new(Seat.Incident, 0.9, 1, 0.9), new(Seat.Knowledge, 0.1, 1, 0.1)]);
    }

    private static IEnumerable<TrustWeights> Learn(TrustWeights weights, TrustOptions options, IEnumerable<Step> steps)
    {
        foreach (Step step in steps)
        {
            weights = TrustRule.Learn(weights, Outcome(step), options).Weights;
            yield return weights;
        }
    }

    private static IncidentOutcome Outcome(Step step)
    {
        Decision decision = Meeting.Decide(Meeting.Of(Meeting.Restart, Meeting.Escalate), []) with
        {
            Standings = [new PlanStanding("restart", 0.5, step.Scores, 3, 3, [])],
        };
        return new IncidentOutcome("i-20261120-0007", Meeting.Case(), decision, "restart", step.Helped, true, step.Helped ? 2.1 : null, "healthy", DateTimeOffset.UnixEpoch);
    }

    private static void Holds<T>(Gen<T> gen, Func<T, bool> property) => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(gen.ToArbitrary(), property));

    private sealed record Step(bool Helped, ImmutableArray<SeatScore> Scores);
}
