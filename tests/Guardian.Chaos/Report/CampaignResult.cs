using System.Text.Json.Serialization;
using Guardian.Chaos.Faults;
using Guardian.Chaos.Fleet;
using Guardian.Chaos.Phases;

namespace Guardian.Chaos.Report;

/// <summary>All that a campaign found out.</summary>
internal sealed record CampaignResult
{
    public required int Seed { get; init; }

    public required Policy Policy { get; init; }

    public required double Minutes { get; init; }

    /// <summary>Load averages of the machine at the begin and the end: times mean little without.</summary>
    public required string Load { get; init; }

    public required int Instances { get; init; }

    [JsonIgnore]
    public IReadOnlyList<Injection> Injections { get; init; } = [];

    public IReadOnlyList<KindRow> Kinds => KindRow.Of(FaultPlans.All, Injections);

    public IReadOnlyList<NodeDeath> NodeDeaths { get; init; } = [];

    /// <summary>Incidents while nothing was wrong.</summary>
    public IReadOnlyList<IncidentSeen> FalseWhenQuiet { get; init; } = [];

    /// <summary>Incidents while workers were busy or slow and nothing was wrong.</summary>
    public IReadOnlyList<IncidentSeen> FalseWhenBusy { get; init; } = [];

    /// <summary>Incidents of the fault phase that no fault of the campaign explains.</summary>
    public IReadOnlyList<IncidentSeen> Unexplained { get; init; } = [];

    [JsonIgnore]
    public IReadOnlyList<Lesson> Lessons { get; init; } = [];

    public IReadOnlyList<LessonRow> Learning => LessonRow.Of(Lessons);

    public TaskAccount? Tasks { get; init; }

    public KpiSeen? Kpi { get; init; }

    /// <summary>Faults that a worker can recover from.</summary>
    [JsonIgnore]
    public IReadOnlyList<Injection> Curable => [.. Injections.Where(injection => injection.Plan.Expected == Expected.Recovered && injection.ShownAt is not null)];

    /// <summary>Share of them that ended with no person.</summary>
    public double? RecoveredShare => Curable.Count == 0 ? null : (double)Curable.Count(injection => injection.Outcome == Outcome.Recovered) / Curable.Count;

    /// <summary>Median of all times from detection until well.</summary>
    public double? RecoverMedian => Figures.Quantile(Curable.Select(KindRow.RecoverySeconds).OfType<double>(), 0.5);

    /// <summary>Most processes that were begun in the four seconds after a person was asked about a loop that nothing cures.</summary>
    public int Thrashing => Injections.Where(injection => injection.Plan.Expected == Expected.Escalated).Select(injection => injection.BegunAfterEscalation).DefaultIfEmpty(0).Max();
}
