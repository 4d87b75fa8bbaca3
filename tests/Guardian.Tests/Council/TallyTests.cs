using Guardian.Council;
using Guardian.Learning;
using Guardian.Recovery;
using static Guardian.Tests.Council.Meeting;

namespace Guardian.Tests.Council;

public class TallyTests
{
    private static readonly Proposal s_usual = Of(Wait, Restart, HardRestart, StopAll, Escalate);

    [Fact]
    public void The_best_plan_wins_and_the_reason_says_by_how_much()
    {
        Decision decision = Decide(s_usual,
        [
            Vote(Seat.Incident, "restart 0.9, hard_restart 0.6"),
            Vote(Seat.Knowledge, "restart 0.8, hard_restart 0.6"),
            Vote(Seat.Task, "restart 0.4, hard_restart 0.6"),
            Vote(Seat.Pattern, "restart 0.9, hard_restart 0.7"),
        ]);

        decision.Plan.ShouldBe("restart");
        decision.Outcome.ShouldBe(DecisionOutcome.Voted);
        decision.Unanimous.ShouldBeFalse();
        decision.Reason.ShouldBe("restart chosen with 0.75 against 0.63 for hard_restart; incident, knowledge and pattern in favour (3 of 3 needed)");
        decision.Standings[0].ShouldSatisfyAllConditions(
            best => best.Score.ShouldBe(0.75),
            best => best.InFavour.ShouldBe(3),
            best => best.Needed.ShouldBe(3),
            best => best.SeatScores.Select(score => score.Score).ShouldBe([0.9, 0.8, 0.4, 0.9]));
        decision.Absent.ShouldBeEmpty();
        decision.Milliseconds.ShouldBe(0.4);
    }

    [Fact]
    public void The_confidence_is_that_of_the_documented_formula()
    {
        // Support 1, sureness 0.7, lead (1 + 0.8 - 0.6) / 2 = 0.6: cube root of 0.42.
        Decide(s_usual, AllVote("restart 0.8@0.7, hard_restart 0.6@0.7")).Confidence.ShouldBe(75);
    }

    [Fact]
    public void Sages_that_are_surer_weigh_more_in_their_seat()
    {
        Decision decision = Decide(s_usual,
            [.. AllVote("restart 0.9@0.9"), .. AllVote("restart 0.1@0.3", "two")], nodes: 2);

        decision.Standings[0].SeatScores[0].ShouldBe(new SeatScore(Seat.Incident, 0.7, 0.6));
    }

    [Fact]
    public void Trust_weighs_the_seats()
    {
        Ballot[] ballots =
        [
            Vote(Seat.Incident, "restart 1, hard_restart 0.5"),
            Vote(Seat.Knowledge, "restart 0.5, hard_restart 0.9"),
            Vote(Seat.Task, "restart 0.5, hard_restart 0.6"),
            Vote(Seat.Pattern, "restart 0.5, hard_restart 0.6"),
        ];

        Tally.Decide(s_usual, ballots, 1, TrustWeights.Equal, Options, default).Plan.ShouldBe("hard_restart");
        Tally.Decide(s_usual, ballots, 1, new TrustWeights(0.7, 0.1, 0.1, 0.1), Options, default).Plan.ShouldBe("restart");
    }

    [Theory]
    [InlineData("restart 0.5", DecisionOutcome.Voted)] // exactly in favour
    [InlineData("restart 0.49", DecisionOutcome.SmallestOnly)]
    public void A_seat_is_in_favour_from_the_threshold_on(string scores, DecisionOutcome outcome) =>
        Decide(s_usual, AllVote(scores)).Outcome.ShouldBe(outcome);

    [Fact]
    public void A_restart_of_the_only_instance_needs_three_seats_although_it_destroys_all_that_runs()
    {
        Decision decision = Decide(s_usual, [.. AllVote("restart 0.9").Take(3), Vote(Seat.Pattern, "restart 0.1")]);

        decision.Plan.ShouldBe("restart");
        decision.Standings[0].Needed.ShouldBe(3);
    }

    [Theory]
    [InlineData(0.9, "stop_all")]
    [InlineData(0.1, "escalate")]
    public void What_stops_widely_needs_all_four(double fourth, string plan) => Decide(
        s_usual,
        [.. AllVote("stop_all 0.9").Take(3), Vote(Seat.Pattern, FormattableString.Invariant($"stop_all {fourth}"))]).Plan.ShouldBe(plan);

    [Theory]
    [InlineData("restart", ActionScope.Instance, 1.0, true, 5, false)] // one instance, whatever the share
    [InlineData("restart", ActionScope.Worker, 1.0, true, 1, false)] // a worker of one instance
    [InlineData("restart", ActionScope.Worker, 0.5, true, 2, false)]
    [InlineData("restart", ActionScope.Worker, 0.51, true, 2, true)]
    [InlineData("restart", ActionScope.Worker, double.NaN, true, 2, true)] // unknown: the cautious answer
    [InlineData("memory_cleanup", ActionScope.Node, 1.0, false, 2, false)] // destroys nothing
    [InlineData("hook:flush", ActionScope.Node, 0.1, true, 2, true)]
    [InlineData("hook:flush", ActionScope.Cluster, 0.1, true, 2, true)]
    [InlineData("stop", ActionScope.Worker, 0.1, true, 1, true)] // lasts until a person starts it
    [InlineData("wait+stop", ActionScope.Worker, 0.1, true, 1, true)]
    public void Wide_is_what_destroys_many_or_stops_for_good(string plan, ActionScope scope, double blast, bool destroys, int running, bool wide) =>
        WideRule.IsWide(PlanOf(plan, scope, 0.5, blast, destroys), running, Options.Wide).ShouldBe(wide);

    [Fact]
    public void A_vetoed_plan_is_passed_over_and_the_reason_says_by_whom()
    {
        Decision decision = Decide(s_usual, [.. AllVote("restart 0.9, hard_restart 0.6").Take(3), Vote(Seat.Pattern, "restart 0.9!, hard_restart 0.6")]);

        decision.Plan.ShouldBe("hard_restart");
        decision.Reason.ShouldBe(
            "hard_restart chosen with 0.60; incident, knowledge, task and pattern in favour (4 of 3 needed); passed over: restart with 0.90, vetoed by pattern");
    }

    [Fact]
    public void A_veto_without_confidence_does_not_count_and_one_without_a_figure_does()
    {
        Decide(s_usual, [.. AllVote("restart 0.9").Take(3), Vote(Seat.Pattern, "restart 0.9@0.29!")]).Plan.ShouldBe("restart");
        Decide(s_usual, [.. AllVote("restart 0.9").Take(3), Vote(Seat.Pattern, "restart 0.9@NaN!")]).Plan.ShouldBe("escalate");
    }

    [Theory]
    [InlineData(1, "restart")] // one of three
    [InlineData(2, "escalate")]
    public void In_a_cluster_a_seat_vetoes_by_half_of_its_sages(int vetoing, string plan)
    {
        string[] nodes = ["one", "two", "three"];
        IEnumerable<Ballot> ballots = nodes.SelectMany((node, at) =>
            AllVote("restart 0.9", node).Take(3).Append(Vote(Seat.Pattern, at < vetoing ? "restart 0.9!" : "restart 0.9", node)));

        Decide(s_usual, ballots, nodes: 3).Plan.ShouldBe(plan);
    }

    [Fact]
    public void Asking_a_person_cannot_be_vetoed()
    {
        Decision decision = Decide(s_usual, AllVote("escalate 0.9!, restart 0.2"));

        decision.Plan.ShouldBe("escalate");
        decision.Outcome.ShouldBe(DecisionOutcome.Voted);
    }

    [Fact]
    public void When_few_seats_judge_a_plan_all_of_them_must_be_in_favour_and_never_fewer_than_the_least()
    {
        Decide(s_usual, [Vote(Seat.Incident, "restart 0.9"), Vote(Seat.Task, "restart 0.9"), Vote(Seat.Knowledge, ""), Vote(Seat.Pattern, "restart 0.9@0.09")])
            .ShouldSatisfyAllConditions(
                decision => decision.Plan.ShouldBe("restart"),
                decision => decision.Standings[0].Needed.ShouldBe(2),
                decision => decision.Unanimous.ShouldBeFalse());
        Decide(s_usual, [Vote(Seat.Incident, "restart 0.9"), Vote(Seat.Task, ""), Vote(Seat.Knowledge, ""), Vote(Seat.Pattern, "")])
            .Plan.ShouldBe("escalate");
    }

    [Fact]
    public void An_absent_seat_is_not_in_favour_but_a_small_plan_is_tried_before_a_person_is_asked()
    {
        Decision decision = Decide(s_usual, [Vote(Seat.Incident, "restart 0.9"), Vote(Seat.Task, "restart 0.9"), Vote(Seat.Pattern, "restart 0.1")]);

        decision.Plan.ShouldBe("restart");
        decision.Outcome.ShouldBe(DecisionOutcome.SmallestOnly);
        decision.Absent.ShouldBe([Seat.Knowledge]);
        decision.Reason.ShouldEndWith(
            "incident and task in favour (2 of 3 needed); no plan has all the seats it needs, so the best one that touches one instance at most is tried");
    }

    [Theory]
    [InlineData("restart 0.6", "restart 0.05", "restart 0.05")] // hardly anything speaks for it
    [InlineData("restart 0.5, escalate 0.7", "restart 0.4, escalate 0.45", "restart 0.4, escalate 0.4")] // to ask a person is thought better
    [InlineData("graceful_restart 0.9", "graceful_restart 0.9", "graceful_restart 0.1")] // it touches all instances
    public void What_is_worth_less_than_asking_or_reaches_further_is_left_to_a_person(string incident, string task, string pattern)
    {
        Decision decision = Decide(Of(Restart, GracefulAll, Escalate), [Vote(Seat.Incident, incident), Vote(Seat.Task, task), Vote(Seat.Pattern, pattern)]);

        decision.Plan.ShouldBe("escalate");
        decision.Outcome.ShouldBe(DecisionOutcome.Escalated);
        decision.Reason.ShouldEndWith("a person is asked");
    }

    [Theory]
    [InlineData("restart 0.9, graceful_restart 1, stop_all 1", "restart", DecisionOutcome.SmallestOnly)]
    [InlineData("graceful_restart 1, stop_all 1", "escalate", DecisionOutcome.Escalated)]
    public void A_minority_chooses_only_what_touches_one_instance(string scores, string plan, DecisionOutcome outcome)
    {
        Decision decision = Decide(Of(Wait, Restart, GracefulAll, StopAll, Escalate), AllVote(scores), nodes: 2); // 4 of 8: not more than half

        decision.Plan.ShouldBe(plan);
        decision.Outcome.ShouldBe(outcome);
        decision.Reason.ShouldStartWith("4 of 8 sages voted, more than 4 are needed, so only what touches one instance at most may be done; ");
    }

    [Fact]
    public void Two_sages_that_are_left_choose_together_only()
    {
        Decide(s_usual, [Vote(Seat.Incident, "restart 0.9"), Vote(Seat.Task, "restart 0.9")]).ShouldSatisfyAllConditions(
            decision => decision.Plan.ShouldBe("restart"),
            decision => decision.Outcome.ShouldBe(DecisionOutcome.SmallestOnly),
            decision => decision.Unanimous.ShouldBeTrue());
        Decide(s_usual, [Vote(Seat.Incident, "restart 0.9"), Vote(Seat.Task, "restart 0.4")]).Plan.ShouldBe("escalate");
    }

    [Fact]
    public void No_ballot_means_that_a_person_is_asked()
    {
        Decision decision = Tally.Decide(s_usual, [], 1, TrustWeights.Equal, Options, TimeSpan.FromSeconds(2));

        decision.ShouldSatisfyAllConditions(
            _ => decision.Plan.ShouldBe("escalate"),
            _ => decision.Outcome.ShouldBe(DecisionOutcome.Escalated),
            _ => decision.Confidence.ShouldBe(0),
            _ => decision.Unanimous.ShouldBeFalse(),
            _ => decision.Reason.ShouldBe("no ballot of 4 sages came within 2 s: a person is asked"));
    }

    [Fact]
    public void Equal_scores_are_decided_by_cost_then_scope_then_ladder()
    {
        Plan dear = PlanOf("hook:a", ActionScope.Instance, 0.4, 0.1, false);
        Plan far = PlanOf("hook:b", ActionScope.Worker, 0.3, 0.1, false);
        Plan near = PlanOf("hook:c", ActionScope.Instance, 0.3, 0.1, false);
        Plan last = PlanOf("hook:d", ActionScope.Instance, 0.3, 0.1, false);

        Decide(Of(dear, far, near, last, Escalate), AllVote("hook:a 0.7, hook:b 0.7, hook:c 0.7, hook:d 0.7"))
            .Standings.Select(standing => standing.Plan).ShouldBe(["hook:c", "hook:d", "hook:b", "hook:a", "escalate"]);
    }

    [Fact]
    public void What_is_no_vote_is_dropped()
    {
        Decision decision = Decide(s_usual,
        [
            Vote(Seat.Incident, "restart NaN, hard_restart 7, nothing 1"),
            Vote(Seat.Task, "restart 0.9@NaN, hard_restart 0.9@7"),
            Vote(Seat.Knowledge, "hard_restart 0.2, hard_restart 0.6"),
            Vote(Seat.Pattern, "hard_restart -3") with { Scores = default },
            Vote((Seat)9, "restart 1"),
            Vote(Seat.Incident, "restart 1") with { Proposal = "another" },
            Vote(Seat.Incident, "restart 1", node: ""),
        ]);

        decision.Ballots.Select(ballot => ballot.Seat).ShouldBe([Seat.Incident, Seat.Knowledge, Seat.Task, Seat.Pattern]);
        decision.Standings.Single(standing => standing.Plan == "restart").SeatScores.ShouldBeEmpty();
        decision.Standings[0].SeatScores.ShouldBe([new(Seat.Incident, 1, 0.8), new(Seat.Knowledge, 0.2, 0.8), new(Seat.Task, 0.9, 1)]);
    }

    [Fact]
    public void A_voter_has_one_vote_and_of_two_the_more_cautious_counts()
    {
        Ballot eager = Vote(Seat.Incident, "restart 1");
        Ballot wary = Vote(Seat.Incident, "restart 0.1");
        Ballot against = Vote(Seat.Incident, "restart 1!");

        Decide(s_usual, [eager, wary]).Ballots.ShouldBe([wary]);
        Decide(s_usual, [wary, eager]).Ballots.ShouldBe([wary]);
        Decide(s_usual, [against, wary, eager, wary]).Ballots.ShouldBe([against]);
    }
}
