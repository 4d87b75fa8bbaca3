using Guardian.Health;

namespace Guardian.Workers.Actors;

/// <summary>What an instance tells its supervisor of itself.</summary>
/// <param name="Status">What people see.</param>
/// <param name="Incarnation">Counts its launches and adoptions.</param>
/// <param name="Running">A process runs.</param>
/// <param name="Ready">It counts as started: READY=1, a probe's word, or alive for <c>up-after</c>.</param>
/// <param name="Attempted">A first launch has been tried, with or without success.</param>
/// <param name="GaveUp">The restart policy has given up on it for now.</param>
/// <param name="Score">0 to 100.</param>
/// <param name="Restoring">A saved state is to be handed to its process and has not been yet.</param>
internal sealed record InstanceView(InstanceStatus Status, long Incarnation, bool Running, bool Ready, bool Attempted, bool GaveUp, int Score, bool Restoring)
{
    /// <summary>How a saved state was handed to its process, in words; null when none was.</summary>
    public string? Restored { get; init; }

    /// <summary>As the health of the whole worker sees it.</summary>
    public InstanceHealth HealthOf(InstanceName name) => new(name, Status.State, Score, Status.Reasons);
}
