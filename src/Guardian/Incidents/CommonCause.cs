using System.Collections.Immutable;

namespace Guardian.Incidents;

/// <summary>The rules of one trouble on many workers: when it is one, and when a cure has proved itself.</summary>
internal static class CommonCause
{
    /// <summary>A sixth of the settling time: ten seconds by default, in which a loop has shown itself.</summary>
    private const int ProvenShare = 6;

    /// <summary>How long a worker must have been well before the plan that made it so counts as a cure.</summary>
    /// <param name="settle">How long a trouble must stay away to be over.</param>
    /// <returns>A part of it.</returns>
    public static TimeSpan ProvenAfter(TimeSpan settle) => settle / ProvenShare;

    /// <summary>Whether a plan has proved itself: over, or well for a part of the settling time. A process that has just come up proves nothing.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="at">Now (wall time, which its events are labelled with).</param>
    /// <param name="provenAfter">How long it must have been well.</param>
    /// <returns>True when others may follow.</returns>
    public static bool IsCured(Incident incident, DateTimeOffset at, TimeSpan provenAfter) =>
        incident.Decision is not null
        && ((incident.Phase == IncidentPhase.Resolved && incident.CuredBy is not null)
            || (incident is { Phase: IncidentPhase.Settling, RecoveredAt: { } recovered } && at - recovered >= provenAfter));

    /// <summary>Whether so many workers have the same trouble that it is one.</summary>
    /// <param name="others">Other workers that have it, of this node and of others; each counts once.</param>
    /// <param name="workers">How many it takes.</param>
    /// <returns>True when it is.</returns>
    public static bool IsOne(IEnumerable<string> others, int workers) => others.Distinct(StringComparer.Ordinal).Count() + 1 >= workers;

    /// <summary>Names of those others, as a case file lists them.</summary>
    /// <param name="here">Workers of this node.</param>
    /// <param name="elsewhere">Workers of other nodes, each with its node.</param>
    /// <returns>For example <c>indexer</c> and <c>mailer@n2</c>; each once.</returns>
    public static ImmutableArray<string> Names(IEnumerable<string> here, IEnumerable<(string Worker, string Node)> elsewhere) =>
        [.. here.Concat(elsewhere.Select(static other => $"{other.Worker}@{other.Node}")).Distinct(StringComparer.Ordinal)];
}
