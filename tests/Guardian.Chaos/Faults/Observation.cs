using Guardian.Chaos.Fleet;
using Guardian.Integration.Tests.Play;

namespace Guardian.Chaos.Faults;

/// <summary>What is seen at one moment.</summary>
/// <param name="Now">Monotonic clock.</param>
/// <param name="Clock">Puts wall times onto it.</param>
/// <param name="Workers">By name, as the node shows them; as last seen while it is dead.</param>
/// <param name="Incidents">Of all the campaign, as the node shows them; as last seen while it is dead.</param>
/// <param name="Marks">What the workers have written.</param>
internal sealed record Observation(
    long Now, CampaignClock Clock, IReadOnlyDictionary<string, WorkerView> Workers, IReadOnlyList<IncidentSeen> Incidents, IReadOnlyList<Mark> Marks)
{
    public InstanceView? Instance(string name) =>
        Workers.GetValueOrDefault(name.Split('/')[0])?.Instances.FirstOrDefault(instance => instance.Id == name);

    public bool IsHealthy(string worker) => Workers.GetValueOrDefault(worker) is { Healthy: true };

    /// <summary>Whether nothing is going on about a worker.</summary>
    public bool IsQuiet(string worker) => IsHealthy(worker) && !Incidents.Any(incident => incident.IsOpen && incident.Worker == worker);
}
