using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Council;
using Guardian.Learning;
using Guardian.Recovery;

namespace Guardian.Tests.Council;

public class TallyProperties
{
    private static readonly ImmutableArray<Plan> s_plans =
    [
        Meeting.Wait, Meeting.Restart, Meeting.HardRestart, Meeting.GracefulAll, Meeting.PlanOf("stop", ActionScope.Worker, 0.8, 0.3, true), Meeting.StopAll,
        Meeting.Escalate,
    ];

    private static readonly Gen<PlanScore> s_score =
        from plan in Gen.Elements(s_plans.ToArray())
        from score in Gen.Frequency((8, Gen.Choose(40, 100)), (3, Gen.Choose(0, 100)), (1, Gen.Elements(-50, 250)))
        from confidence in Gen.Frequency((8, Gen.Choose(35, 100)), (1, Gen.Choose(0, 100)))
        from veto in Gen.Frequency((20, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new PlanScore(plan.Id, score / 100.0, confidence / 100.0, "why", veto);

    private static readonly Gen<Case> s_case =
        from nodes in Gen.Choose(1, 3)
        from running in Gen.Choose(0, 4)
        from voters in Gen.Choose(0, 4 * nodes)
        from order in Gen.Shuffle(Enumerable.Range(0, 4 * nodes).ToArray())
        from scores in s_score.ArrayOf().Resize(12).ListOf(4 * nodes)
        from lowQuorum in Gen.Frequency((3, Gen.Constant(0.5)), (1, Gen.Choose(0, 99).Select(each => each / 100.0)))
        from trust in Gen.Choose(1, 10).ListOf(4)
        select new Case(
            Meeting.Of(s_plans) with { Case = Meeting.Case(running) },
            [.. order.Take(voters).Select(voter => new Ballot(Meeting.Id, (Seat)(voter % 4), $"node{voter / 4}", "what is seen", [.. scores[voter]]))],
            nodes,
            new TrustWeights(trust[0] / (double)trust.Sum(), trust[1] / (double)trust.Sum(), trust[2] / (double)trust.Sum(), trust[3] / (double)trust.Sum()),
            Meeting.Options with { Quorum = lowQuorum });

    [Fact]
    public void The_order_of_the_ballots_never_matters() => Holds(s_case, (vote, seed) =>
    {
        Ballot[] shuffled = [.. vote.Ballots];
        new Random(seed).Shuffle(shuffled);
        Decision other = vote.Decide(shuffled);
        Decision decision = vote.Decide();
        return Same(decision, other) && decision.Confidence == other.Confidence && decision.Reason == other.Reason
            && decision.Standings.Zip(other.Standings).All(pair => pair.First.Plan == pair.Second.Plan && pair.First.Score == pair.Second.Score);
    });

    [Fact]
    public void A_voter_that_votes_again_and_again_differently_has_one_vote_whatever_the_order() => Holds(s_case, (vote, seed) =>
    {
        Random random = new(seed);
        Ballot[] repeated = [.. vote.Ballots, .. vote.Ballots.Select(ballot => ballot with { Scores = [.. ballot.Scores.Take(random.Next(3))] })];
        Decision decision = vote.Decide(repeated);
        random.Shuffle(repeated);
        return decision.Ballots.Length == vote.Ballots.Length && Same(decision, vote.Decide(repeated));
    });

    [Fact]
    public void More_support_for_the_chosen_plan_never_makes_it_lose() => Holds(s_case, (vote, seed) =>
    {
        Random random = new(seed);
        string chosen = vote.Decide().Plan;
        Ballot[] better =
        [
            .. vote.Ballots.Select(ballot => random.Next(2) == 0 ? ballot : ballot with
            {
                Scores = [.. ballot.Scores.Select(score => score.Plan == chosen ? Better(score, random) : score)],
            }),
        ];
        return vote.Decide(better).Plan == chosen;
    });

    [Fact]
    public void A_further_voter_that_is_all_for_the_chosen_plan_never_makes_it_lose() => Holds(s_case, (usual, seed) =>
    {
        // One veto is enough: where it takes a share of the seat, a voter without one may free a better plan of it.
        Case vote = usual with { Options = usual.Options with { Veto = usual.Options.Veto with { Share = 0 } } };
        Decision before = vote.Decide();
        (Seat, string)[] free =
        [
            .. Enum.GetValues<Seat>().SelectMany(seat => Enumerable.Range(0, vote.Nodes).Select(node => (seat, $"node{node}")))
                .Where(voter => !vote.Ballots.Any(ballot => (ballot.Seat, ballot.Node) == voter)),
        ];
        if (before.Outcome != DecisionOutcome.Voted || free.Length == 0)
        {
            return true; // a vote that makes the quorum lets larger plans in: that may change the choice
        }

        (Seat seat, string node) = free[new Random(seed).Next(free.Length)];
        Ballot further = new(Meeting.Id, seat, node, "all for it", [new PlanScore(before.Plan, 1, 1, "sure")]);
        return vote.Decide([.. vote.Ballots, further]).Plan == before.Plan;
    });

    [Fact]
    public void A_vetoed_plan_never_wins() => Holds(s_case, (vote, _) =>
    {
        Decision decision = vote.Decide();
        return decision.Plan == ActionNames.Escalate || decision.Standings.Single(standing => standing.Plan == decision.Plan).VetoedBy.IsEmpty;
    });

    [Fact]
    public void A_veto_of_every_sage_of_a_seat_always_counts() => Holds(s_case, (vote, _) =>
    {
        string chosen = vote.Decide().Plan;
        Seat? seat = vote.Ballots.Select(ballot => (Seat?)ballot.Seat).FirstOrDefault();
        Ballot[] vetoed =
        [
            .. vote.Ballots.Select(ballot => ballot.Seat != seat ? ballot : ballot with { Scores = [.. ballot.Scores, new PlanScore(chosen, 1, 1, "no", Veto: true)] }),
        ];
        return chosen == ActionNames.Escalate || vote.Decide(vetoed).Plan != chosen;
    });

    [Fact]
    public void What_wins_has_the_seats_it_needs_and_all_four_when_it_is_wide() => Holds(s_case, (vote, _) =>
    {
        Decision decision = vote.Decide();
        PlanStanding won = decision.Standings.Single(standing => standing.Plan == decision.Plan);
        return decision.Outcome == DecisionOutcome.Escalated
            || IsSmallSecondChoice(vote, decision, won)
            || (won.InFavour >= won.Needed && (!WideRule.IsWide(vote.PlanOf(won.Plan), vote.Proposal.Case.Running, vote.Options.Wide) || won.InFavour == 4));
    });

    [Fact]
    public void A_minority_decides_only_what_touches_one_instance_at_most() => Holds(s_case, (vote, _) =>
    {
        Decision decision = vote.Decide();
        bool quorum = vote.Ballots.Length > vote.Options.Quorum * 4 * vote.Nodes;
        Plan plan = vote.PlanOf(decision.Plan);
        PlanStanding won = decision.Standings.Single(standing => standing.Plan == decision.Plan);
        return quorum
            ? decision.Outcome is DecisionOutcome.Voted or DecisionOutcome.Escalated || IsSmallSecondChoice(vote, decision, won)
            : decision.Outcome is DecisionOutcome.SmallestOnly or DecisionOutcome.Escalated && plan.Scope <= ActionScope.Instance;
    });

    /// <summary>No plan has the seats it needs, so the best that touches one instance at most is tried, with most seats in favour.</summary>
    private static bool IsSmallSecondChoice(Case vote, Decision decision, PlanStanding won) =>
        decision.Outcome == DecisionOutcome.SmallestOnly
        && WideRule.IsSmallest(vote.PlanOf(won.Plan), vote.Proposal.Case.Running, vote.Options.Wide)
        && won.VetoedBy.IsEmpty
        && won.InFavour < won.Needed
        && won.SeatScores.Length >= vote.Options.Seats.Least
        && won.Score > decision.Standings.Single(standing => standing.Plan == ActionNames.Escalate).Score
        && !decision.Standings.Any(other => other.InFavour >= other.Needed && other.VetoedBy.IsEmpty);

    [Fact]
    public void There_is_always_a_decision_and_its_confidence_is_a_percentage() => Holds(s_case, (vote, _) =>
    {
        Decision decision = vote.Decide();
        return decision.Confidence is >= 0 and <= 100 && decision.Reason.Length > 0
            && vote.Proposal.Plans.Any(plan => plan.Id == decision.Plan)
            && decision.Standings.Length == vote.Proposal.Plans.Length
            && decision.Standings.All(standing => standing is { Score: >= 0 and <= 1, Needed: >= 1 and <= 4 })
            && (vote.Ballots.Length > 0 || decision is { Plan: ActionNames.Escalate, Outcome: DecisionOutcome.Escalated, Confidence: 0 });
    });

    [Fact]
    public void A_common_factor_on_all_confidences_does_not_change_the_choice() => Holds(
        from vote in s_case
        from factor in Gen.Choose(50, 150)
        select (vote, factor / 100.0),
        (both, _) =>
        {
            (Case vote, double factor) = both;

            // Within 0.4 to 0.6 no factor of these moves a confidence across a limit.
            Ballot[] scaled(double by) =>
            [
                .. vote.Ballots.Select(ballot => ballot with
                {
                    Scores = [.. ballot.Scores.Select(score => score with { Confidence = by * (0.62 + (0.03 * (score.Confidence - 0.5))) })],
                }),
            ];
            return Same(vote.Decide(scaled(1)), vote.Decide(scaled(factor)));
        });

    [Fact]
    public void A_council_that_loses_a_node_of_three_still_decides_what_all_agree_on() => Holds(
        from node in Gen.Choose(0, 2)
        from score in Gen.Choose(50, 100)
        from plan in Gen.Elements(s_plans.ToArray())
        select (node, score, plan),
        (lost, _) =>
        {
            IEnumerable<Ballot> left = Enumerable.Range(0, 3).Where(node => node != lost.node)
                .SelectMany(node => Enum.GetValues<Seat>().Select(seat =>
                    new Ballot(Meeting.Id, seat, $"node{node}", "", [new PlanScore(lost.plan.Id, lost.score / 100.0, 0.7, "")])));
            Decision decision = Meeting.Decide(Meeting.Of(s_plans), left, nodes: 3);
            return decision.Plan == lost.plan.Id && decision is { Outcome: DecisionOutcome.Voted, Unanimous: true };
        });

    private static PlanScore Better(PlanScore score, Random random) => score with { Score = Math.Max(score.Score, random.NextDouble()) };

    private static bool Same(Decision one, Decision other) =>
        one.Plan == other.Plan && one.Outcome == other.Outcome && one.Unanimous == other.Unanimous && one.Absent.SequenceEqual(other.Absent);

    private static void Holds<T>(Gen<T> gen, Func<T, int, bool> property) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(gen.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), property));

    private sealed record Case(Proposal Proposal, ImmutableArray<Ballot> Ballots, int Nodes, TrustWeights Trust, CouncilOptions Options)
    {
        public Plan PlanOf(string id) => Proposal.Plans.Single(plan => plan.Id == id);

        public Decision Decide(params IReadOnlyCollection<Ballot> ballots) => Tally.Decide(Proposal, ballots, Nodes, Trust, Options, TimeSpan.Zero);

        public Decision Decide() => Decide(Ballots);
    }
}
