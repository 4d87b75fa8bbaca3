using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Guardian.Incidents;

/// <summary>What the node shows of its incidents. Written by the desk and the incidents' actors, read at any time.</summary>
/// <remarks>Bounded: of the incidents that are over the newest <see cref="MostEnded"/> stay, without their evidence.</remarks>
public sealed class IncidentBoard
{
    /// <summary>Incidents that are over and still shown.</summary>
    public const int MostEnded = 1_000;

    private readonly ConcurrentDictionary<string, Incident> _incidents = new(StringComparer.Ordinal);

    /// <summary>Every incident known, newest first.</summary>
    public ImmutableArray<Incident> All => [.. _incidents.Values.OrderByDescending(incident => incident.Id, StringComparer.Ordinal)];

    /// <summary>Those that are not over, newest first.</summary>
    public ImmutableArray<Incident> Open => [.. All.Where(incident => incident.IsOpen)];

    /// <summary>One incident.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The incident, or null when it is not known (any more).</returns>
    public Incident? Find(string id) => _incidents.GetValueOrDefault(id);

    internal void Show(Incident incident)
    {
        _incidents[incident.Id] = incident.IsOpen ? incident : incident with { Evidence = null };
        if (_incidents.Count > MostEnded * 2)
        {
            foreach (Incident old in All.Where(other => !other.IsOpen).Skip(MostEnded))
            {
                _incidents.TryRemove(old.Id, out _);
            }
        }
    }
}
