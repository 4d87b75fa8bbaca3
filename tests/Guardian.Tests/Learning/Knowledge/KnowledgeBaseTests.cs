using Guardian.Council;
using Guardian.Faults;
using Guardian.Learning.Knowledge;

namespace Guardian.Tests.Learning.Knowledge;

public class KnowledgeBaseTests
{
    [Fact]
    public void Nothing_known_is_even_odds_with_hardly_any_confidence()
    {
        PlanEstimate estimate = KnowledgeBase.Empty.Estimate("s1", FaultKind.Hang, "restart", Learned.Options);

        estimate.Mean.ShouldBe(0.5);
        estimate.Level.ShouldBe(KnowledgeLevel.None);
        estimate.Confidence.ShouldBe(0.05);
        estimate.Words.ShouldBe("restart was never tried");
    }

    [Fact]
    public void The_closest_level_with_experience_speaks()
    {
        KnowledgeBase knowledge = KnowledgeBase.Empty.Times(6, "s1", "restart", cured: true, seconds: 4);

        knowledge.Estimate("s1", FaultKind.Hang, "restart", Learned.Options).Level.ShouldBe(KnowledgeLevel.Signature);
        knowledge.Estimate("s2", FaultKind.Hang, "restart", Learned.Options).Level.ShouldBe(KnowledgeLevel.Kind);
        knowledge.Estimate("s2", FaultKind.Leak, "restart", Learned.Options).Level.ShouldBe(KnowledgeLevel.General);
        knowledge.Estimate("s2", FaultKind.Leak, "wait", Learned.Options).Level.ShouldBe(KnowledgeLevel.None);
    }

    [Fact]
    public void Words_give_the_count_the_expectation_and_the_interval()
    {
        KnowledgeBase knowledge = KnowledgeBase.Empty.Times(3, "s1", "restart", cured: true, seconds: 4.1).Times(6, "s1", "restart", cured: false);

        knowledge.Estimate("s1", FaultKind.Hang, "restart", Learned.Options).Words
            .ShouldBe("restart cured 3 of 9 in 4.1 s on average (expected 37 %, likely 17 to 60 %)");
        knowledge.Estimate("s2", FaultKind.Hang, "restart", Learned.Options).Words
            .ShouldStartWith("restart was not tried with this signature; with this kind of fault it cured 3 of 9 in 4.1 s on average (expected 3");
    }

    [Fact]
    public void One_recovery_that_took_an_hour_does_not_move_the_typical_time()
    {
        KnowledgeBase knowledge = KnowledgeBase.Empty.Times(7, "s1", "restart", cured: true, seconds: 2).Times(1, "s1", "restart", cured: true, seconds: 3600);

        knowledge.Estimate("s1", FaultKind.Hang, "restart", Learned.Options).MeanSeconds.ShouldBe(2);
        knowledge.General["restart"].MeanSeconds.ShouldBe((14 + 3600) / 8.0);
    }

    [Fact]
    public void A_world_that_changes_is_followed()
    {
        KnowledgeBase knowledge = KnowledgeBase.Empty.Times(500, "s1", "restart", cured: true).Times(60, "s1", "restart", cured: false);

        knowledge.Estimate("s1", FaultKind.Hang, "restart", Learned.Options).Mean.ShouldBeInRange(0.2, 0.35);
    }

    [Fact]
    public void The_signature_not_seen_for_longest_goes()
    {
        KnowledgeOptions three = Learned.Options with { MostSignatures = 3 };
        KnowledgeBase knowledge = KnowledgeBase.Empty;
        foreach (string signature in (string[])["a", "b", "c", "a", "d", "e"])
        {
            knowledge = knowledge.Apply(Learned.Lesson(signature, "restart", true), three);
        }

        knowledge.Signatures.Keys.Order().ShouldBe(["a", "d", "e"]);
        knowledge.General["restart"].Tries.ShouldBe(6, "what is known at all stays");
    }

    [Fact]
    public void Plans_are_bounded_at_every_level()
    {
        KnowledgeBase knowledge = Enumerable.Range(0, KnowledgeBase.MostPlans + 5)
            .Aggregate(KnowledgeBase.Empty, (all, at) => all.Apply(Learned.Lesson("s1", $"hook:{at}", true), Learned.Options));

        knowledge.General.Count.ShouldBe(KnowledgeBase.MostPlans);
        knowledge.Kinds[FaultKind.Hang].Count.ShouldBe(KnowledgeBase.MostPlans);
        knowledge.Signatures["s1"].Plans.Count.ShouldBe(KnowledgeBase.MostPlans);
        knowledge.General.ShouldNotContainKey("hook:0");
    }

    [Fact]
    public void An_incident_of_several_attempts_is_seen_once()
    {
        KnowledgeBase knowledge = KnowledgeBase.Empty
            .Apply(Learned.Outcome("wait", succeeded: false), Learned.Options)
            .Apply(Learned.Outcome("restart", succeeded: true, file: Learned.Case(attempt: 2, failed: "wait")), Learned.Options);

        knowledge.Signatures["s1"].Seen.ShouldBe(1);
        knowledge.Signatures["s1"].Plans["wait"].Cured.ShouldBe(0);
        knowledge.Signatures["s1"].Plans["restart"].Cured.ShouldBe(1);
    }

    [Fact]
    public void A_plan_that_was_only_recommended_teaches_nothing_of_itself()
    {
        KnowledgeBase knowledge = KnowledgeBase.Empty.Apply(Learned.Outcome("restart", succeeded: true, acted: false), Learned.Options);

        knowledge.Signatures["s1"].Seen.ShouldBe(1);
        knowledge.Signatures["s1"].Plans.ShouldBeEmpty();
        knowledge.General.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("restart", DecisionOutcome.ByPerson)]
    [InlineData("wait", DecisionOutcome.Voted)]
    public void What_a_person_did_instead_counts_with_less_weight(string decided, DecisionOutcome how)
    {
        KnowledgeBase knowledge = KnowledgeBase.Empty
            .Apply(Learned.Outcome("restart", succeeded: true, acted: false, decided: decided, how: how), Learned.Options);

        knowledge.General["restart"].Cures.ShouldBe(0.5);
        knowledge.General["restart"].Tries.ShouldBe(1);
    }

    [Fact]
    public void Asking_a_person_is_never_learned_as_a_cure()
    {
        KnowledgeBase knowledge = KnowledgeBase.Empty.Apply(Learned.Outcome("escalate", succeeded: true), Learned.Options);

        knowledge.General.ShouldBeEmpty();
    }
}
