using System.Collections.Immutable;
using Guardian.Faults;
using Guardian.Incidents;

namespace Guardian.Learning.Knowledge;

/// <summary>Everything that a node has learned about which plan helps against what. Immutable: a fold over outcomes.</summary>
/// <remarks>
/// Three levels: the signature, its kind of fault, everything. The belief about a plan's success rate at a level is a Beta distribution;
/// its prior is the mean of the level above, worth <see cref="KnowledgeOptions.PriorStrength"/> outcomes, and at the top 50 %. So a
/// new signature starts from what helped with its kind, and its own outcomes soon outvote that (empirical Bayes; Russo et al., "A
/// Tutorial on Thompson Sampling", FnT ML 11(1), 2018, on priors from similar problems). The prior is taken when the plan is first
/// tried at a level, from what was known above by then: an outcome counts at all levels, and would else count three times for its own.
/// Bounded: <see cref="KnowledgeOptions.MostSignatures"/> signatures, <see cref="MostPlans"/> plans at each; the least recently used goes.
/// </remarks>
public sealed record KnowledgeBase
{
    /// <summary>Most plans kept for a signature, a kind of fault, and in all.</summary>
    public const int MostPlans = 64;

    private const double NoIdea = 0.05;

    private static readonly ImmutableDictionary<string, PlanTally> s_none = ImmutableDictionary.Create<string, PlanTally>(StringComparer.Ordinal);

    /// <summary>Nothing learned yet.</summary>
    public static KnowledgeBase Empty { get; } = new()
    {
        Lessons = 0,
        Signatures = ImmutableDictionary.Create<string, SignatureKnowledge>(StringComparer.Ordinal),
        Kinds = ImmutableDictionary<FaultKind, ImmutableDictionary<string, PlanTally>>.Empty,
        General = s_none,
    };

    /// <summary>Lessons learned, in all.</summary>
    public required long Lessons { get; init; }

    /// <summary>What is known of each signature, by its id.</summary>
    public required ImmutableDictionary<string, SignatureKnowledge> Signatures { get; init; }

    /// <summary>What was tried with each kind of fault, by plan.</summary>
    public required ImmutableDictionary<FaultKind, ImmutableDictionary<string, PlanTally>> Kinds { get; init; }

    /// <summary>What was tried at all, by plan.</summary>
    public required ImmutableDictionary<string, PlanTally> General { get; init; }

    /// <summary>Learns from an outcome.</summary>
    /// <param name="outcome">How a plan has ended.</param>
    /// <param name="options">How fast is learned.</param>
    /// <returns>The base with it.</returns>
    public KnowledgeBase Apply(IncidentOutcome outcome, KnowledgeOptions options) => Apply(Lesson.From(outcome, null), options);

    /// <summary>Learns a lesson.</summary>
    /// <param name="lesson">What an outcome teaches.</param>
    /// <param name="options">How fast is learned.</param>
    /// <returns>The base with it.</returns>
    public KnowledgeBase Apply(Lesson lesson, KnowledgeOptions options)
    {
        long number = Lessons + 1;
        double strength = options.PriorStrength;
        SignatureKnowledge known = Signatures.GetValueOrDefault(lesson.SignatureId)
            ?? new(lesson.SignatureId, lesson.Signature, lesson.Kind, null, 0, lesson.At, number, s_none);
        KnowledgeBase seen = this with
        {
            Lessons = number,
            Signatures = Bounded(
                Signatures.SetItem(lesson.SignatureId, known with
                {
                    Text = lesson.Signature,
                    Kind = lesson.Kind,
                    Level = lesson.Level ?? known.Level,
                    Seen = known.Seen + (lesson.FirstAttempt || known.Seen == 0 ? 1 : 0),
                    LastSeen = lesson.At,
                    LastLesson = number,
                    Plans = lesson.Plan is { } tried ? With(known.Plans, OfSignature(lesson.SignatureId, lesson.Kind, tried, strength)) : known.Plans,
                }),
                options.MostSignatures,
                signature => signature.LastLesson),
        };
        return lesson.Plan is not { } plan
            ? seen
            : seen with
            {
                Kinds = Kinds.SetItem(lesson.Kind, With(Kinds.GetValueOrDefault(lesson.Kind, s_none), OfKind(lesson.Kind, plan, strength))),
                General = With(General, InGeneral(plan)),
            };

        ImmutableDictionary<string, PlanTally> With(ImmutableDictionary<string, PlanTally> plans, PlanTally tally) =>
            Bounded(plans.SetItem(tally.Plan, tally.With(lesson, number, options)), MostPlans, one => one.LastLesson);
    }

    /// <summary>How likely a plan is to help.</summary>
    /// <param name="signatureId">The signature; null, or one that is not known, for a new one of that kind.</param>
    /// <param name="kind">Kind of fault.</param>
    /// <param name="planId">The plan.</param>
    /// <param name="options">How much prior and interval weigh.</param>
    /// <returns>The estimate with its words.</returns>
    public PlanEstimate Estimate(string? signatureId, FaultKind kind, string planId, KnowledgeOptions options)
    {
        double strength = options.PriorStrength;
        PlanTally general = InGeneral(planId);
        PlanTally ofKind = OfKind(kind, planId, strength);
        PlanTally own = OfSignature(signatureId, kind, planId, strength);
        double alpha = (strength * own.Prior) + own.Cures;
        double beta = (strength * (1 - own.Prior)) + own.Failures;
        double tail = (1 - options.Credible) / 2;
        double low = BetaDistribution.Quantile(tail, alpha, beta);
        double high = BetaDistribution.Quantile(1 - tail, alpha, beta);
        (KnowledgeLevel level, PlanTally speaks) = (own.Tries, ofKind.Tries, general.Tries) switch
        {
            ( > 0, _, _) => (KnowledgeLevel.Signature, own),
            (_, > 0, _) => (KnowledgeLevel.Kind, ofKind),
            (_, _, > 0) => (KnowledgeLevel.General, general),
            _ => (KnowledgeLevel.None, own),
        };

        // What other signatures showed says less of this one: half of it for the same kind of fault, a quarter for any.
        double confidence = Math.Max(NoIdea, Math.Max(Sure(own), Math.Max(Sure(ofKind) / 2, Sure(general) / 4)));
        string words = KnowledgeWords.Of(planId, level, speaks, alpha / (alpha + beta), low, high);
        return new PlanEstimate(planId, alpha, beta, low, high, level, speaks.Tries, speaks.Cured, confidence, speaks.TypicalSeconds, words);

        double Sure(PlanTally tally) => tally.Weight / (strength + tally.Weight);
    }

    private PlanTally InGeneral(string plan) => General.GetValueOrDefault(plan) ?? PlanTally.New(plan, 0.5);

    private PlanTally OfKind(FaultKind kind, string plan, double strength) =>
        Kinds.GetValueOrDefault(kind)?.GetValueOrDefault(plan) ?? PlanTally.New(plan, InGeneral(plan).Mean(strength));

    private PlanTally OfSignature(string? signature, FaultKind kind, string plan, double strength) =>
        (signature is null ? null : Signatures.GetValueOrDefault(signature)?.Plans.GetValueOrDefault(plan))
        ?? PlanTally.New(plan, OfKind(kind, plan, strength).Mean(strength));

    private static ImmutableDictionary<string, T> Bounded<T>(ImmutableDictionary<string, T> all, int most, Func<T, long> lastLesson)
    {
        // One is added at a time; more go only when the bound was lowered in the configuration.
        while (all.Count > most)
        {
            all = all.Remove(all.MinBy(one => lastLesson(one.Value)).Key);
        }

        return all;
    }
}
