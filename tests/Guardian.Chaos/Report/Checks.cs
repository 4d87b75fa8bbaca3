using System.Globalization;
using Guardian.Chaos.Faults;

namespace Guardian.Chaos.Report;

/// <summary>What must hold at the end of a campaign: about what happened, not about speed.</summary>
internal static class Checks
{
    /// <summary>Figure of the design's section 14.</summary>
    private const double LeastRecovered = 0.99;

    /// <summary>With one card short of a deck nobody can reach the figure; one exception is allowed to a campaign of fewer than 100 faults.</summary>
    private const int Exceptions = 1;

    /// <summary>A restart every two seconds is the most that the workers' restart policy allows in a loop (cap = 2s).</summary>
    private const int MostBegun = 3;

    /// <summary>Below this a share of a third says nothing.</summary>
    private const int EnoughLessons = 30;

    public static IReadOnlyList<Check> Of(CampaignResult result)
    {
        if (result.Policy != Policy.Council) { return []; }
        Injection[] shown = [.. result.Injections.Where(injection => injection.ShownAt is not null)];
        Injection[] hopeless = [.. shown.Where(injection => injection.Plan.Expected == Expected.Escalated)];
        int recovered = result.Curable.Count(injection => injection.Outcome == Outcome.Recovered);
        List<Check> checks =
        [
            new("every kind of fault was brought about", FaultPlans.All.All(plan => plan.Name == FaultPlans.NodeKill
                ? result.NodeDeaths.Count > 0
                : shown.Any(injection => injection.Plan.Name == plan.Name)), $"{shown.Length} faults, {result.NodeDeaths.Count} deaths of the node"),
            new("every fault was detected", shown.All(injection => injection.DetectedAt is not null), Text(shown.Count(injection => injection.DetectedAt is null)) + " were not"),
            new("over 99 % were recovered with no person (one exception in a short campaign)",
                recovered >= Math.Min(result.Curable.Count - Exceptions, (int)Math.Ceiling(LeastRecovered * result.Curable.Count)), $"{recovered} of {result.Curable.Count}"),
            new("what nothing cures ended with a person asked", hopeless.All(injection => injection.AsExpected), $"{hopeless.Count(injection => injection.AsExpected)} of {hopeless.Length}"),
            new("what nothing cures was not restarted over and over", result.Thrashing <= MostBegun, $"at most {result.Thrashing} processes in 4 s after a person was asked"),
            new("no false detection while nothing was wrong", result.FalseWhenQuiet.Count == 0, Text(result.FalseWhenQuiet.Count)),
            new("no false detection while workers were busy or slow", result.FalseWhenBusy.Count == 0, Text(result.FalseWhenBusy.Count)),
            new("the node's deaths disturbed no worker", result.NodeDeaths.All(death => death.AsExpected), Text(result.NodeDeaths.Sum(death => death.Disturbed.Count)) + " disturbed"),
        ];
        if (result.Tasks is { } tasks)
        {
            checks.Add(new("no task was lost", tasks.Lost.Count == 0, string.Join(", ", tasks.Lost)));
            checks.Add(new("no task was done twice", tasks.Twice.Count == 0, string.Join(", ", tasks.Twice)));
            checks.Add(new("no good task was put aside", tasks.WronglyAside.Count == 0, string.Join(", ", tasks.WronglyAside)));
        }

        if (result.Lessons.Count >= EnoughLessons)
        {
            checks.Add(new(
                "the first plan cures more often in the last third than in the first",
                result.Learning[2].FirstShare > result.Learning[0].FirstShare,
                string.Create(CultureInfo.InvariantCulture, $"{result.Learning[0].FirstShare:0%} to {result.Learning[2].FirstShare:0%}")));
        }

        return checks;
    }

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);
}
