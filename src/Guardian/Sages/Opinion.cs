using System.Collections.Immutable;
using System.Globalization;
using Guardian.Council;
using Guardian.Recovery;

namespace Guardian.Sages;

/// <summary>A plan's score while a sage makes up its mind: every change brings its reason.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Score">0 to 1.</param>
/// <param name="Confidence">0 to 1.</param>
/// <param name="Reasons">In words, in the order they came up.</param>
/// <param name="Veto">Whether it must not be chosen.</param>
internal sealed record Opinion(Plan Plan, double Score, double Confidence, ImmutableArray<string> Reasons, bool Veto = false)
{
    /// <summary>Scales the score.</summary>
    /// <param name="factor">0 or more; the result is kept within 0 to 1.</param>
    /// <param name="why">In words.</param>
    /// <returns>The changed opinion.</returns>
    public Opinion Times(double factor, string why) => this with { Score = Math.Clamp(Score * factor, 0, 1), Reasons = Reasons.Add(why) };

    /// <summary>Lifts the score to at least this.</summary>
    /// <param name="score">0 to 1.</param>
    /// <param name="why">In words.</param>
    /// <returns>The changed opinion.</returns>
    public Opinion AtLeast(double score, string why) => this with { Score = Math.Max(Score, score), Reasons = Reasons.Add(why) };

    /// <summary>Holds the score down to at most this.</summary>
    /// <param name="score">0 to 1.</param>
    /// <param name="why">In words.</param>
    /// <returns>The changed opinion.</returns>
    public Opinion AtMost(double score, string why) => this with { Score = Math.Min(Score, score), Reasons = Reasons.Add(why) };

    /// <summary>Forbids the plan, unless it asks a person: that is always allowed.</summary>
    /// <param name="why">In words.</param>
    /// <returns>The changed opinion.</returns>
    public Opinion Vetoed(string why) => ActionTraits.Asks(Plan) ? this : this with { Veto = true, Score = Math.Min(Score, 0.05), Reasons = Reasons.Add($"veto: {why}") };

    /// <summary>Takes into account what was tried before in this incident, and whether attempts are left.</summary>
    /// <param name="situation">The case.</param>
    /// <returns>The changed opinion.</returns>
    public Opinion AfterAttempts(Situation situation)
    {
        CaseFile file = situation.Case;
        if (ActionTraits.Asks(Plan))
        {
            int failures = file.Failed.Count(id => id != ActionNames.Escalate);
            return situation.Spent
                ? AtLeast(0.95, $"all {Wording.Count(file.MostAttempts, "attempt")} are used up")
                : failures > 0 ? AtLeast(Math.Min(0.6, 0.25 + (0.12 * failures)), $"{Wording.Count(failures, "plan")} did not help so far") : this;
        }

        double left = ActionTraits.AfterFailures(Plan, file.Failed);
        Opinion tried = left < 1
            ? Times(left, file.Failed.Contains(Plan.Id) ? "it was tried in this incident and did not help" : "a plan that does as much or more did not help")
            : this;
        return situation.Spent ? tried.Times(0.3, $"all {Wording.Count(file.MostAttempts, "attempt")} are used up") : tried;
    }

    /// <summary>The opinion as it goes into the ballot.</summary>
    /// <returns>Score and confidence rounded to three places: figures that people compare.</returns>
    public PlanScore Given() => new(Plan.Id, Math.Round(Score, 3), Math.Round(Math.Clamp(Confidence, 0, 1), 3), Sentence(), Veto);

    /// <summary>A score for people.</summary>
    /// <param name="score">0 to 1.</param>
    /// <returns>For example <c>0.72</c>.</returns>
    public static string Figure(double score) => score.ToString("0.00", CultureInfo.InvariantCulture);

    private string Sentence()
    {
        string text = string.Join("; ", Reasons);
        return text.Length == 0 ? text : $"{char.ToUpperInvariant(text[0])}{text[1..]}.";
    }
}
