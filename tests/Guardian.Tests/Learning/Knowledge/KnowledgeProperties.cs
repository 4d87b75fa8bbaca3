using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Faults;
using Guardian.Learning.Knowledge;

namespace Guardian.Tests.Learning.Knowledge;

public class KnowledgeProperties
{
    private static readonly Gen<Lesson> s_lesson =
        from signature in Gen.Elements("s1", "s2", "s3")
        from plan in Gen.Elements("wait", "restart", "hook:clean-spool", null)
        from kind in Gen.Elements(FaultKind.Hang, FaultKind.Leak)
        from cured in Gen.Elements(true, false)
        from byPerson in Gen.Elements(true, false, false)
        from seconds in Gen.Choose(0, 90_000)
        select Learned.Lesson(signature, plan, cured, kind, seconds / 1000.0, byPerson);

    private static readonly Arbitrary<Lesson[]> s_lessons = Gen.OneOf(s_lesson.ArrayOf(3), s_lesson.ArrayOf(150)).ToArbitrary();

    [Fact]
    public void A_mean_lies_over_0_and_under_1_and_within_its_interval() => Holds(Prop.ForAll(s_lessons, lessons =>
        All(Fold(lessons)).All(estimate => estimate.Mean is > 0 and < 1
            && estimate.Low is >= 0 && estimate.Low < estimate.Mean && estimate.Mean < estimate.High && estimate.High <= 1
            && estimate.Confidence is > 0 and < 1)));

    [Fact]
    public void A_success_never_lowers_and_a_failure_never_raises_the_estimate_of_its_plan() => Holds(Prop.ForAll(
        s_lessons, s_lesson.Where(lesson => lesson.Plan is not null).ToArbitrary(), (lessons, last) =>
        {
            KnowledgeBase before = Fold(lessons);
            KnowledgeBase after = before.Apply(last, Learned.Options);
            double change = Mean(after) - Mean(before);
            return last.Succeeded ? change >= -1e-12 : change <= 1e-12;

            double Mean(KnowledgeBase knowledge) => knowledge.Estimate(last.SignatureId, last.Kind, last.Plan!, Learned.Options).Mean;
        }));

    [Fact]
    public void An_unknown_signature_is_estimated_as_a_new_one_of_its_kind() => Holds(Prop.ForAll(s_lessons, lessons =>
    {
        KnowledgeBase knowledge = Fold(lessons);
        return Enum.GetValues<FaultKind>().All(kind =>
            knowledge.Estimate("never seen", kind, "restart", Learned.Options) == knowledge.Estimate(null, kind, "restart", Learned.Options));
    }));

    [Fact]
    public void A_kind_without_experience_is_expected_to_do_as_everything_does() => Holds(Prop.ForAll(s_lessons, lessons =>
    {
        KnowledgeBase knowledge = Fold(lessons);
        double s = Learned.Options.PriorStrength;
        PlanTally? all = knowledge.General.GetValueOrDefault("restart");
        double expected = ((s / 2) + (all?.Cures ?? 0)) / (s + (all?.Weight ?? 0));
        return Math.Abs(knowledge.Estimate(null, FaultKind.HostLoad, "restart", Learned.Options).Mean - expected) < 1e-12;
    }));

    [Fact]
    public void Evidence_never_passes_what_forgetting_allows_and_old_evidence_fades() => Holds(Prop.ForAll(s_lessons, lessons =>
    {
        KnowledgeBase knowledge = Fold(lessons);
        bool bounded = knowledge.General.Values.All(tally => tally.Weight <= 1 / (1 - Learned.Options.Forgetting));

        // Whatever was learned before: after 300 failures a cure before them weighs less than 0.98^300 of an outcome.
        KnowledgeBase later = knowledge.Times(300, "s1", "restart", cured: false);
        double left = later.Signatures["s1"].Plans["restart"].Cures;
        return bounded && left < 50 * Math.Pow(Learned.Options.Forgetting, 300) + 1e-9;
    }));

    [Fact]
    public void What_is_kept_and_read_again_is_the_same() => Holds(Prop.ForAll(s_lessons, lessons =>
    {
        KnowledgeBase knowledge = Fold(lessons);
        byte[] json = KnowledgeJson.ToSnapshot(knowledge);
        KnowledgeBase read = KnowledgeJson.FromSnapshot(json).ShouldNotBeNull();
        return KnowledgeJson.ToSnapshot(read).AsSpan().SequenceEqual(json) && All(read).SequenceEqual(All(knowledge));
    }));

    [Fact]
    public void A_ranking_holds_every_plan_once_and_the_same_seed_ranks_the_same() => Holds(Prop.ForAll(s_lessons, Gen.Choose(0, int.MaxValue).ToArbitrary(), (lessons, seed) =>
    {
        ImmutableArray<PlanChoice> choices = [.. All(Fold(lessons)).DistinctBy(estimate => estimate.Plan).Select((estimate, at) => new PlanChoice(estimate, at / 10.0, at == 1))];
        ImmutableArray<RankedPlan> once = ActionChooser.Rank(choices, ChoiceMode.Act, Learned.Options, new Random(seed));
        ImmutableArray<RankedPlan> again = ActionChooser.Rank(choices, ChoiceMode.Act, Learned.Options, new Random(seed));
        return once.SequenceEqual(again) && once.Select(plan => plan.Choice).OrderBy(choice => choice.Cost).SequenceEqual(choices);
    }));

    [Fact]
    public void What_is_explored_does_not_destroy_widely_and_may_be_better_than_the_best() => Holds(Prop.ForAll(s_lessons, Gen.Choose(0, int.MaxValue).ToArbitrary(), (lessons, seed) =>
    {
        ImmutableArray<PlanChoice> choices = [.. All(Fold(lessons)).DistinctBy(estimate => estimate.Plan).Select((estimate, at) => new PlanChoice(estimate, at / 10.0, at == 1))];
        ImmutableArray<RankedPlan> ranking = ActionChooser.Rank(choices, ChoiceMode.Act, Learned.Options, new Random(seed));
        double best = ranking.Max(plan => plan.Worth);
        return ranking.Skip(1).All(plan => !plan.Explored)
            && (!ranking[0].Explored
                ? ranking[0].Worth == best
                : !ranking[0].Choice.DestroysWidely && ranking[0].Choice.Estimate.High - (Learned.Options.CostWeight * ranking[0].Choice.Cost) > best);
    }));

    private static KnowledgeBase Fold(Lesson[] lessons) =>
        lessons.Aggregate(KnowledgeBase.Empty, (knowledge, lesson) => knowledge.Apply(lesson, Learned.Options));

    private static PlanEstimate[] All(KnowledgeBase knowledge) =>
    [
        .. from signature in new[] { "s1", "s2", "s4" }
           from plan in new[] { "wait", "restart", "hook:clean-spool", "hard_restart" }
           select knowledge.Estimate(signature, FaultKind.Hang, plan, Learned.Options),
    ];

    private static void Holds(Property property) => Check.One(Config.QuickThrowOnFailure, property);
}
