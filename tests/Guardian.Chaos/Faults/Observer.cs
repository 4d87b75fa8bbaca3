using Guardian.Chaos.Fleet;
using Guardian.Integration.Tests.Play;

namespace Guardian.Chaos.Faults;

/// <summary>Looks at the node and at what its workers write.</summary>
internal sealed class Observer(CampaignNode node)
{
    private readonly CampaignClock _clock = new();
    private readonly MarksFile _marks = new(node.Places.Marks);
    private Dictionary<string, WorkerView> _workers = [];
    private IncidentSeen[] _incidents = [];

    /// <summary>Looks once.</summary>
    public async Task<Observation> LookAsync()
    {
        if (await node.WorkersAsync() is { } workers) { _workers = workers.ToDictionary(worker => worker.Name); }
        if (await node.IncidentsAsync() is { } incidents) { _incidents = incidents; }
        _marks.Read();
        return new Observation(CampaignClock.Now, _clock, _workers, _incidents, _marks.All);
    }
}
