using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Learning;
using Guardian.Learning.Knowledge;
using Guardian.Recovery;
using Guardian.Sages;
using Guardian.Tests.Learning.Knowledge;

namespace Guardian.Tests.Sages;

public class KnowledgeSageTests
{
    private static readonly ImmutableArray<Plan> s_plans =
        [Learned.Plan("wait", 0), Learned.Plan("restart", 0.3, destroys: true), Learned.Plan("hook:clean-spool"), Learned.Plan("escalate", 0, scope: ActionScope.None)];

    private static readonly KnowledgeBase s_experience = KnowledgeBase.Empty
        .Times(3, "s1", "restart", cured: true, seconds: 9).Times(6, "s1", "restart", cured: false).Times(5, "s1", "hook:clean-spool", cured: true, seconds: 4.1);

    [Fact]
    public void What_has_cured_the_signature_scores_best_and_the_analysis_gives_the_figures()
    {
        Ballot ballot = Vote(s_experience);

        ballot.Scores.Select(score => score.Plan).ShouldBe(["wait", "restart", "hook:clean-spool", "escalate"]);
        Best(ballot).Plan.ShouldBe("hook:clean-spool");
        ballot.Analysis.ShouldBe(
            "This signature was seen 14 times; hook:clean-spool cured 5 of 5 in 4.1 s on average (expected 77 %, likely 52 to 95 %), restart cured 3 of 9 in 9 s on average (expected 37 %, likely 17 to 60 %).");
        ballot.Seat.ShouldBe(Seat.Knowledge);
    }

    [Fact]
    public void Without_experience_it_says_so_and_is_hardly_sure()
    {
        Ballot ballot = Vote(KnowledgeBase.Empty);

        ballot.Analysis.ShouldBe("This signature was not seen before; none of the plans was tried with it. There is no experience with other faults either, so my confidence is low.");
        ballot.Scores.ShouldAllBe(score => score.Confidence <= 0.05 && !score.Veto);
    }

    [Fact]
    public void A_new_signature_is_judged_by_its_kind_with_less_confidence()
    {
        Ballot same = Vote(s_experience);
        Ballot other = Vote(s_experience, Learned.Case("s2"));

        Best(other).Plan.ShouldBe("hook:clean-spool");
        Best(other).Confidence.ShouldBeLessThan(Best(same).Confidence);
        other.Analysis.ShouldStartWith("This signature was not seen before; none of the plans was tried with it. hook:clean-spool was not tried with this signature; with this kind of fault it cured 5 of 5");
    }

    [Fact]
    public void A_plan_that_failed_in_this_incident_scores_low_whatever_it_did_before()
    {
        Ballot ballot = Vote(s_experience, Learned.Case(attempt: 2, failed: "hook:clean-spool"));

        PlanScore failed = ballot.Scores.Single(score => score.Plan == "hook:clean-spool");
        failed.Score.ShouldBe(0.05);
        failed.Reason.ShouldBe("hook:clean-spool was tried in this incident already and did not help");
        ballot.Analysis.ShouldContain("In this incident hook:clean-spool did not help.");
    }

    [Fact]
    public void When_everything_has_failed_a_person_is_to_be_asked()
    {
        Ballot ballot = Vote(s_experience, Learned.Case(attempt: 4, failed: ["wait", "restart", "hook:clean-spool"]));

        Best(ballot).Plan.ShouldBe("escalate");
    }

    [Theory]
    [InlineData(ErrorLevel.Expected, "wait")]
    [InlineData(ErrorLevel.Fatal, "escalate")]
    [InlineData(ErrorLevel.System, "escalate")]
    public void Best_practice_by_level_decides_while_nothing_is_known(ErrorLevel level, string best)
    {
        Ballot ballot = Vote(KnowledgeBase.Empty, level: level);

        Best(ballot).Plan.ShouldBe(best);
        ballot.Analysis.ShouldContain(BestPractice.Words(level));
    }

    [Fact]
    public void Experience_outvotes_best_practice() =>
        Best(Vote(KnowledgeBase.Empty.Times(30, "s1", "restart", cured: true).Times(30, "s1", "wait", cured: false), level: ErrorLevel.Expected)).Plan.ShouldBe("restart");

    [Fact]
    public void The_same_case_is_voted_on_the_same_and_over_many_seeds_what_is_uncertain_is_explored()
    {
        Ballot[] ballots = [.. Enumerable.Range(0, 200).Select(seed => Vote(s_experience, Learned.Case() with { Seed = seed }, ChoiceMode.Act))];

        Vote(s_experience, Learned.Case() with { Seed = 3 }, ChoiceMode.Act).Scores.ShouldBe(ballots[3].Scores);
        ballots.Count(ballot => Best(ballot).Plan == "hook:clean-spool").ShouldBeInRange(100, 195);
        ballots.Count(ballot => Best(ballot).Plan == "wait").ShouldBeInRange(5, 100);
        ballots.Where(ballot => Best(ballot).Plan == "wait").ShouldAllBe(ballot => ballot.Analysis.Contains("This time I prefer wait, to learn more of it."));
        ballots.ShouldAllBe(ballot => Best(ballot).Plan != "restart", "its interval ends below what clean-spool is expected to do");
        ballots.SelectMany(ballot => ballot.Scores).ShouldAllBe(score => score.Score >= 0 && score.Score <= 1);
    }

    private static PlanScore Best(Ballot ballot) => ballot.Scores.MaxBy(score => score.Score)!;

    private static Ballot Vote(KnowledgeBase knowledge, CaseFile? file = null, ChoiceMode mode = ChoiceMode.Recommend, ErrorLevel? level = null) =>
        KnowledgeSage.Vote(knowledge, new Proposal("i-1.1", file ?? Learned.Case(), s_plans, Learned.Start), level, "one", mode, Learned.Options);
}
