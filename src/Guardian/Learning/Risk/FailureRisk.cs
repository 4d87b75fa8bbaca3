using System.Globalization;
using Guardian.Learning.Forecasts;

namespace Guardian.Learning.Risk;

/// <summary>Chance that an instance fails within the next hour.</summary>
/// <param name="Chance">0 to 1.</param>
/// <param name="Reasons">What it comes from, in words, the weightiest first; what adds less than 1 % is left out.</param>
/// <remarks>
/// The sources are taken as independent: it survives when it survives each, 1 - (1 - p1)(1 - p2)... More failures, more anomalies,
/// more errors and a nearer limit never lower it. A life that got past the present age does: it shows that one can.
/// </remarks>
public sealed record FailureRisk(double Chance, ValueArray<string> Reasons)
{
    private const double Worth = 0.01;

    /// <summary>A failure counts half after this long: trouble of the morning says little about the evening.</summary>
    private static readonly TimeSpan s_halfLife = TimeSpan.FromHours(6);

    private static readonly TimeSpan s_ahead = TimeSpan.FromHours(1);

    /// <summary>What is believed of a worker never seen: a tenth of a failure in ten hours, one in a hundred hours.</summary>
    private const double PriorFailures = 0.1;
    private const double PriorHours = 10;

    /// <summary>Failures that each anomaly of the last hour foretells: one in twenty is followed by one.</summary>
    private const double PerAnomaly = 0.05;

    /// <summary>Failures that each doubling of the errors foretells.</summary>
    private const double PerDoubling = 0.05;

    /// <summary>Nothing is certain.</summary>
    private const double Most = 0.99;

    /// <summary>Judges an instance.</summary>
    /// <param name="facts">What is known of it.</param>
    /// <returns>Its risk, with reasons.</returns>
    public static FailureRisk Judge(RiskFacts facts)
    {
        ArgumentNullException.ThrowIfNull(facts);
        (double Chance, string Reason)[] sources =
        [
            FromFailures(facts),
            FromAge(facts),
            .. facts.Forecasts.OfType<TrendVerdict.Rising>().Select(FromForecast),
            FromAnomalies(facts),
            FromErrors(facts),
        ];
        double survives = sources.Aggregate(1.0, (product, source) => product * (1 - source.Chance));
        return new FailureRisk(
            Math.Clamp(1 - survives, 0, Most),
            sources.Where(source => source.Chance >= Worth).OrderByDescending(source => source.Chance)
                .Select(source => $"{source.Reason} ({Wording.Percent(Math.Round(source.Chance, 2))})").ToValueArray());
    }

    /// <summary>A Gamma-Poisson estimate of the rate, in which both failures and hours watched fade with the same half-life.</summary>
    private static (double Chance, string Reason) FromFailures(RiskFacts facts)
    {
        double halfLife = s_halfLife.TotalHours;
        double failures = facts.Failures.Sum(ago => Math.Pow(0.5, Math.Max(0, ago.TotalHours) / halfLife));
        double hours = halfLife / Math.Log(2) * (1 - Math.Pow(0.5, Math.Max(0, facts.Watched.TotalHours) / halfLife));
        double perHour = (PriorFailures + failures) / (PriorHours + hours);
        // Without a failure the rate is a guess of ours and no reason.
        string reason = facts.Failures.Count == 0
            ? "no failure so far"
            : $"{Wording.Count(facts.Failures.Count, "failure")}, the last {Wording.Duration(facts.Failures.Min())} ago";
        return (Within(perHour), reason);
    }

    /// <summary>Of the lives that reached this age, the share that failed within the next hour; one more is taken to have survived.</summary>
    private static (double Chance, string Reason) FromAge(RiskFacts facts)
    {
        TimeSpan end = facts.Uptime + s_ahead;
        TimeSpan[] ended = 
        [
            .. facts.Lives.Where(life => life.Failed && life.Uptime >= facts.Uptime && life.Uptime <= end).Select(life => life.Uptime).Order(),
        ];
        int reached = facts.Lives.Count(life => life.Uptime >= facts.Uptime);
        if (ended.Length < 2)
        {
            return (0, string.Empty); // one life is no pattern; its end counts as a failure
        }

        string lives = reached == 1 ? "1 earlier life" : $"{reached} earlier lives";
        string range = ended[0] == ended[^1] ? Wording.Duration(ended[0]) : $"{Wording.Duration(ended[0])} to {Wording.Duration(ended[^1])}";
        return (
            (double)ended.Length / (reached + 1),
            $"{ended.Length} of {lives} that got this far ended after {range}; this one is {Wording.Duration(facts.Uptime)} old");
    }

    /// <summary>Certain when the latest time is within the hour, impossible before the earliest, even in between.</summary>
    private static (double Chance, string Reason) FromForecast(TrendVerdict.Rising rising)
    {
        TimeSpan latest = rising.Latest ?? rising.ReachesLimitIn + (rising.ReachesLimitIn - rising.Earliest);
        double width = Math.Max(TimeSpan.FromMinutes(1).TotalHours, (latest - rising.Earliest).TotalHours);
        double chance = Math.Clamp((s_ahead - rising.Earliest).TotalHours / width, 0, 1) * (1 - rising.Significance);
        return (Math.Min(chance, Most), rising.Reason);
    }

    private static (double Chance, string Reason) FromAnomalies(RiskFacts facts)
    {
        int recent = facts.Anomalies.Count(ago => ago <= s_ahead);
        string reason = recent == 1 ? "1 anomaly within the last hour" : $"{recent} anomalies within the last hour";
        return (Within(recent * PerAnomaly), reason);
    }

    /// <summary>Errors count from a doubling on, and never below one in ten minutes: few errors double by chance.</summary>
    private static (double Chance, string Reason) FromErrors(RiskFacts facts)
    {
        double ratio = facts.ErrorsPerMinute / Math.Max(0.1, facts.UsualErrorsPerMinute);
        if (!(ratio > 2))
        {
            return (0, string.Empty);
        }

        string usual = facts.UsualErrorsPerMinute.ToString("0.##", CultureInfo.InvariantCulture);
        return (Within(PerDoubling * Math.Log2(ratio)), $"{Wording.Number(facts.ErrorsPerMinute, "errors")} per minute, {usual} are usual");
    }

    private static double Within(double perHour) => 1 - Math.Exp(-perHour * s_ahead.TotalHours);
}
