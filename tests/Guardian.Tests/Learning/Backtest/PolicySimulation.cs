using System.Collections.Immutable;
using Guardian.Faults;
using Guardian.Learning.Backtest;

namespace Guardian.Tests.Learning.Backtest;

/// <summary>Incidents of six signatures with four plans each; which plan helps best differs, and none helps always.</summary>
internal static class PolicySimulation
{
    private static readonly RecordedPlan[] s_plans =
        [new("wait", 0, false), new("graceful_restart", 0.2, false), new("restart", 0.3, false), new("hook:clean-spool", 0.2, false)];

    /// <summary>Probability that each plan helps, by signature.</summary>
    private static readonly double[][] s_cures =
    [
        [0.90, 0.60, 0.60, 0.30],
        [0.10, 0.85, 0.50, 0.20],
        [0.05, 0.30, 0.90, 0.20],
        [0.10, 0.20, 0.25, 0.95],
        [0.40, 0.30, 0.85, 0.30],
        [0.20, 0.50, 0.40, 0.90],
    ];

    public static ImmutableArray<RecordedIncident> Incidents(int count, int seed, bool full = true)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(at => Incident(at, random, full))];
    }

    private static RecordedIncident Incident(int at, Random random, bool full)
    {
        int signature = random.Next(s_cures.Length);
        ImmutableDictionary<string, bool> outcomes = s_plans.Select((plan, index) => KeyValuePair.Create(plan.Id, random.NextDouble() < s_cures[signature][index]))
            .ToImmutableDictionary(StringComparer.Ordinal);
        string executed = s_plans[random.Next(s_plans.Length)].Id;
        return new RecordedIncident(
            new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(at),
            $"s{signature}",
            (FaultKind)(signature / 2),
            [.. s_plans],
            executed,
            outcomes[executed],
            outcomes[executed] ? 2 : null,
            full ? outcomes : null,
            full ? null : 1.0 / s_plans.Length);
    }
}
