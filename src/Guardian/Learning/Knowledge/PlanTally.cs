namespace Guardian.Learning.Knowledge;

/// <summary>How often a plan was tried at one level of knowledge, with what success.</summary>
/// <param name="Plan">Id of the plan.</param>
/// <param name="Prior">Success rate that the level above expected when it was first tried at this one.</param>
/// <param name="Cures">Weight of its successes after forgetting: the evidence part of the Beta distribution's first parameter.</param>
/// <param name="Failures">Weight of its failures after forgetting: likewise of the second.</param>
/// <param name="Tries">How often it was tried, nothing forgotten.</param>
/// <param name="Cured">How often it cured, nothing forgotten.</param>
/// <param name="Timed">Cures whose time is known.</param>
/// <param name="Seconds">Sum of those times, in seconds.</param>
/// <param name="Recent">The newest of those times, oldest first, at most <see cref="MostRecent"/>.</param>
/// <param name="LastTried">When it was tried last (wall time), a label.</param>
/// <param name="LastLesson">Number of the lesson that tried it last: tells what was used least recently.</param>
public sealed record PlanTally(
    string Plan,
    double Prior,
    double Cures,
    double Failures,
    int Tries,
    int Cured,
    int Timed,
    double Seconds,
    ValueArray<double> Recent,
    DateTimeOffset LastTried,
    long LastLesson)
{
    /// <summary>Most recovery times that are kept for the typical one.</summary>
    public const int MostRecent = 16;

    /// <summary>Evidence in all, after forgetting.</summary>
    public double Weight => Cures + Failures;

    /// <summary>Mean time to recover over all cures, in seconds; null when none is known.</summary>
    public double? MeanSeconds => Timed == 0 ? null : Seconds / Timed;

    /// <summary>Typical time to recover, in seconds: the mean of the recent times without the shortest and the longest quarter.</summary>
    /// <remarks>One recovery that took an hour does not move it. Null when no time is known.</remarks>
    public double? TypicalSeconds
    {
        get
        {
            int cut = Recent.Count / 4;
            return Recent.IsEmpty ? null : Recent.Order().Skip(cut).Take(Recent.Count - (2 * cut)).Average();
        }
    }

    /// <summary>Expected success rate.</summary>
    /// <param name="strength">How many outcomes the prior is worth.</param>
    /// <returns>Over 0 and under 1.</returns>
    public double Mean(double strength) => ((strength * Prior) + Cures) / (strength + Weight);

    /// <summary>A plan that was never tried.</summary>
    /// <param name="plan">Its id.</param>
    /// <param name="prior">Success rate that the level above expects, over 0 and under 1.</param>
    /// <returns>The empty tally.</returns>
    public static PlanTally New(string plan, double prior) => new(plan, prior, 0, 0, 0, 0, 0, 0, [], DateTimeOffset.MinValue, 0);

    /// <summary>Adds an outcome.</summary>
    /// <param name="lesson">The outcome.</param>
    /// <param name="number">Its number.</param>
    /// <param name="options">How much is forgotten.</param>
    /// <returns>The tally with it.</returns>
    /// <remarks>
    /// With r = 1 for a cure and 0 for a failure: a &lt;- g a + r, b &lt;- g b + 1 - r (the discount of Raj and Kalyani, "Taming
    /// Non-stationary Bandits", 2017, for the plan that was tried; a plan that is not tried keeps its evidence, or a quiet year would end
    /// in trying again what is known not to help). An outcome of weight w adds w and forgets as much less: g_w = 1 - w (1 - g), so the
    /// evidence never passes 1 / (1 - g).
    /// </remarks>
    public PlanTally With(Lesson lesson, long number, KnowledgeOptions options)
    {
        double weight = lesson.ByPerson ? options.PassiveWeight : 1;
        double kept = 1 - (weight * (1 - options.Forgetting));
        return this with
        {
            Cures = (kept * Cures) + (lesson.Succeeded ? weight : 0),
            Failures = (kept * Failures) + (lesson.Succeeded ? 0 : weight),
            Tries = Tries + 1,
            Cured = Cured + (lesson.Succeeded ? 1 : 0),
            Timed = Timed + (lesson.Seconds is null ? 0 : 1),
            Seconds = Seconds + (lesson.Seconds ?? 0),
            Recent = lesson.Seconds is { } seconds ? [.. Recent.Skip(Recent.Count - MostRecent + 1), seconds] : Recent,
            LastTried = lesson.At,
            LastLesson = number,
        };
    }
}
