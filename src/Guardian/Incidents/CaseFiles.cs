using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Hosting;
using Guardian.Recovery;
using Guardian.Sages;
using Guardian.Workers;

namespace Guardian.Incidents;

/// <summary>Writes down what the sages are told of an incident.</summary>
public static class CaseFiles
{
    private const int MostErrorLines = 20;

    /// <summary>Share of the server from which on a worker counts as heavy.</summary>
    private const double HeavyShare = 0.1;

    /// <summary>Writes the case file.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="target">The worker that plans would touch.</param>
    /// <param name="alsoHit">Other workers with the same signature lately.</param>
    /// <param name="sameTaskDeaths">How many of the last deaths in a row had the same item in hand.</param>
    /// <param name="seed">Seed of the node's chances.</param>
    /// <returns>The case file.</returns>
    public static CaseFile Of(Incident incident, ActionTarget target, ImmutableArray<string> alsoHit, int sameTaskDeaths, int seed)
    {
        WorkerStatus status = target.Status;
        ImmutableArray<bool> busy = [.. status.Instances.Where(instance => instance.Busy is not null).Select(instance => instance.Busy!.Value)];
        return new CaseFile
        {
            Incident = incident.Id,
            Kind = incident.Kind,
            Worker = incident.Worker,
            Instance = incident.Instance,
            Reason = incident.Reason,
            SignatureId = incident.SignatureId,
            Signature = incident.Signature,
            Severity = incident.Severity,
            Attempt = incident.Attempt + 1,
            MostAttempts = target.Options.Attempts,
            Failed = incident.Failed,
            Critical = target.Worker.Critical,
            Running = status.Running,
            Desired = status.Desired,
            Min = target.Worker.Instances.Min,
            Max = target.Worker.Instances.Max,
            Busy = busy.IsEmpty ? null : busy.Count(value => value),
            Task = incident.Evidence?.Task,
            SameTaskDeaths = sameTaskDeaths,
            Alive = target.HasProcess,
            AlsoHit = alsoHit,
            ErrorLines = [.. (incident.Evidence?.ErrorLines ?? []).TakeLast(MostErrorLines)],
            Facts = FactsOf(incident, target),
            Seed = unchecked((seed * 31) + (Hash(incident.Id) * 7) + incident.Attempt),
        };
    }

    private static ImmutableSortedDictionary<string, string> FactsOf(Incident incident, ActionTarget target)
    {
        ImmutableSortedDictionary<string, string> facts = incident.Evidence?.Facts ?? ImmutableSortedDictionary<string, string>.Empty;
        if (target.Index is { } index && target.Control.Connections(target.Worker.Name, index) is { } connections)
        {
            facts = facts.SetItem(CaseFacts.Connections, connections);
        }

        return incident.Evidence?.LastExit is { } exit ? facts.SetItem(CaseFacts.LastExit, exit) : facts;
    }

    /// <summary>The worker that plans for a trouble of the server would touch: the one that uses most of what is short.</summary>
    /// <param name="kind">Host memory or host load.</param>
    /// <param name="definitions">All workers.</param>
    /// <param name="statuses">How they are.</param>
    /// <param name="host">Figures of the server.</param>
    /// <returns>
    /// Its name, or null when none uses a tenth of the server: then something else is at it, and to take from the workers would not help.
    /// Those that the system does not depend on come first.
    /// </returns>
    public static string? Heaviest(
        FaultKind kind, ImmutableArray<WorkerDefinition> definitions, ImmutableArray<WorkerStatus> statuses, HostStatus host)
    {
        return statuses
            .Where(status => status.Running > 0 && definitions.Any(definition => definition.Name == status.Name) && Share(status) >= HeavyShare)
            .OrderBy(status => status.Critical)
            .ThenByDescending(Share)
            .FirstOrDefault()?.Name;

        double Share(WorkerStatus status) => kind == FaultKind.HostLoad
            ? status.Instances.Sum(instance => instance.CpuPercent ?? 0) / 100 / Math.Max(1, host.Processors)
            : host.MemoryTotalBytes is > 0 and { } total ? (double)status.Instances.Sum(instance => instance.RssBytes ?? 0) / total : 0;
    }

    // Stable over restarts of the node, unlike string.GetHashCode.
    private static int Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char letter in text)
        {
            hash = (hash ^ letter) * 16777619;
        }

        return unchecked((int)hash);
    }
}
