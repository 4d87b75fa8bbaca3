using System.Collections.Immutable;
using System.Globalization;
using Guardian.Recovery;
using Guardian.Workers;

namespace Guardian.Incidents;

/// <summary>Looks at the subject of an incident.</summary>
public static class SubjectLook
{
    /// <summary>Looks.</summary>
    /// <param name="incident">Whose subject.</param>
    /// <param name="control">Where to look.</param>
    /// <returns>How it is.</returns>
    public static SubjectHealth Of(Incident incident, IWorkerControl control)
    {
        if (incident.Worker is not { } worker)
        {
            string? trouble = control.HostTrouble(incident.Kind);
            return new SubjectHealth(null, true, true, trouble is null, trouble is null ? [] : [incident.Kind], [], trouble ?? "the server is within its limits");
        }

        if (control.Find(worker) is not { } status)
        {
            return Gone($"{worker} is no longer defined");
        }

        if (status.Desired == 0)
        {
            return Gone($"{worker} is stopped");
        }

        ImmutableArray<InstanceStatus> instances =
            [.. status.Instances.Where(instance => incident.Instance is null || instance.Id == incident.Instance)];
        if (instances.IsEmpty)
        {
            return Gone($"{incident.Subject} is gone (scaled in)");
        }

        InstanceStatus worst = instances.MaxBy(instance => Rank(instance.State))!;
        return new SubjectHealth(
            null,
            instances.All(instance => instance.Pid is not null),
            instances.All(instance => instance.State is WorkerState.Healthy or WorkerState.Warning),
            instances.All(instance => instance.State is WorkerState.Healthy or WorkerState.Warning),
            [.. instances.SelectMany(instance => instance.Faults).Distinct()],
            ProcessesOf(instances),
            $"{worst.Id} is {worst.State.Text()}{(worst.Reasons.IsEmpty ? string.Empty : ": " + string.Join("; ", worst.Reasons))}");

        static SubjectHealth Gone(string why) => new(why, false, false, false, [], [], why);
    }

    /// <summary>Processes of a worker or one of its instances.</summary>
    /// <param name="status">The worker.</param>
    /// <param name="index">Which instance, or null for all.</param>
    /// <returns>As <c>INSTANCE=PID:START</c>.</returns>
    public static ImmutableArray<string> ProcessesOf(WorkerStatus status, int? index) =>
        ProcessesOf([.. status.Instances.Where(instance => index is null || instance.Id == new InstanceName(status.Name, index.Value).ToString())]);

    private static ImmutableArray<string> ProcessesOf(ImmutableArray<InstanceStatus> instances) =>
        [.. instances.Where(instance => instance.Pid is not null).Select(instance => string.Create(
            CultureInfo.InvariantCulture, $"{instance.Id}={instance.Pid}:{instance.Process?.StartTicks}"))];

    private static int Rank(WorkerState state) => state switch
    {
        WorkerState.Healthy => 0,
        WorkerState.Warning => 1,
        WorkerState.Starting => 2,
        WorkerState.Stopped => 3,
        WorkerState.Critical => 4,
        _ => 5,
    };
}
