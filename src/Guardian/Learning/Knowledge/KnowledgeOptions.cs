using Guardian.Hocon;

namespace Guardian.Learning.Knowledge;

/// <summary>How a node learns which plan helps against which signature, and how it chooses by that.</summary>
/// <remarks>HOCON: <c>guardian.learning.knowledge</c>; defaults are written once, in the reference file. Applied by
/// <see cref="KnowledgeBase"/> and <see cref="ActionChooser"/>.</remarks>
public sealed record KnowledgeOptions
{
    /// <summary>What is left of a plan's earlier evidence at each new outcome of it.</summary>
    /// <value>0.5 to 1; 1 forgets nothing. At 0.98 at most 50 outcomes count.</value>
    public required double Forgetting { get; init; }

    /// <summary>How many outcomes the experience of the level above is worth: with the fault kind, or with everything.</summary>
    /// <value>1 to 100.</value>
    public required double PriorStrength { get; init; }

    /// <summary>How much a plan that a person carried out after a recommendation counts, against 1 for one of the node's own.</summary>
    /// <value>0 to 1.</value>
    public required double PassiveWeight { get; init; }

    /// <summary>Probability that the stated interval holds the true success rate.</summary>
    /// <value>0.5 to 0.999.</value>
    public required double Credible { get; init; }

    /// <summary>Success probability that a cost of 1 (an outage) is worth when plans are compared.</summary>
    /// <value>0 to 1.</value>
    public required double CostWeight { get; init; }

    /// <summary>Whether a plan of which little is known may be preferred once to learn more of it.</summary>
    public required bool Explore { get; init; }

    /// <summary>How far best practice by error level moves the score of a plan that was never tried.</summary>
    /// <value>0 to 1.</value>
    public required double PracticeWeight { get; init; }

    /// <summary>Most signatures kept; beyond that the one not seen for longest goes.</summary>
    /// <value>1 to 100,000.</value>
    public required int MostSignatures { get; init; }

    internal static KnowledgeOptions Read(HoconSection at, ConfigProblems problems)
    {
        KnowledgeOptions read = new()
        {
            Forgetting = at.Number("forgetting"),
            PriorStrength = at.Number("prior-strength"),
            PassiveWeight = at.Fraction("passive-weight"),
            Credible = at.Fraction("credible"),
            CostWeight = at.Fraction("cost-weight"),
            Explore = at.Boolean("explore"),
            PracticeWeight = at.Fraction("practice-weight"),
            MostSignatures = at.Int32("most-signatures"),
        };
        problems.Require(read.Forgetting is >= 0.5 and <= 1, at.Path("forgetting"), read.Forgetting, "must be 0.5 to 1");
        problems.Require(read.PriorStrength is >= 1 and <= 100, at.Path("prior-strength"), read.PriorStrength, "must be 1 to 100");
        problems.Require(read.PassiveWeight is >= 0 and <= 1, at.Path("passive-weight"), read.PassiveWeight, "must be 0 % to 100 %");
        problems.Require(read.Credible is >= 0.5 and <= 0.999, at.Path("credible"), read.Credible, "must be 50 % to 99.9 %");
        problems.Require(read.CostWeight is >= 0 and <= 1, at.Path("cost-weight"), read.CostWeight, "must be 0 % to 100 %");
        problems.Require(read.PracticeWeight is >= 0 and <= 1, at.Path("practice-weight"), read.PracticeWeight, "must be 0 % to 100 %");
        problems.Require(
            read.MostSignatures is >= 1 and <= 100_000, at.Path("most-signatures"), read.MostSignatures, "must be 1 to 100,000");
        at.RejectUnreadKeys(problems);
        return read;
    }
}
