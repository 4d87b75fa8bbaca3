using System.Collections.Immutable;
using Guardian.Health;
using Guardian.Incidents;

namespace Guardian.Sages.Tasks;

/// <summary>What the task sage knows of work, capacity and recovery under way.</summary>
public sealed record TaskSageState
{
    /// <summary>Most open incidents it keeps apart; further ones are not counted.</summary>
    public const int MostIncidents = 1000;

    /// <summary>Most pairs of worker and kind of fault whose frequency it keeps; the one not seen for the longest time goes first.</summary>
    public const int MostFaultKeys = 512;

    /// <summary>Most faults it keeps for each pair; more than the highest step of the matrix needs.</summary>
    public const int MostTimes = 64;

    /// <summary>Before the first event.</summary>
    public static TaskSageState Empty { get; } = new();

    /// <summary>How everything was at the last check; null before.</summary>
    public FleetPulse? Pulse { get; init; }

    /// <summary>Open incidents and where they stand.</summary>
    public ImmutableDictionary<string, IncidentPhase> Open { get; init; } = ImmutableDictionary.Create<string, IncidentPhase>(StringComparer.Ordinal);

    /// <summary>When each pair of worker and kind failed, oldest first.</summary>
    public ImmutableDictionary<string, ImmutableArray<MonotonicTime>> Faults { get; init; } =
        ImmutableDictionary.Create<string, ImmutableArray<MonotonicTime>>(StringComparer.Ordinal);
}
