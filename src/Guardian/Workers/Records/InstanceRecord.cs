namespace Guardian.Workers.Records;

/// <summary>What is known of one instance from the store.</summary>
/// <param name="Index">Which instance.</param>
/// <param name="Process">Its last process, or null when it has ended.</param>
/// <param name="StartedAt">When that process started (wall time).</param>
/// <param name="LogOffset">How far its log was followed.</param>
/// <param name="Restarts">Unasked restarts since the worker was defined.</param>
/// <param name="LastExit">How its last process ended, or null.</param>
/// <param name="LastExitAt">When that was.</param>
public sealed record InstanceRecord(
    int Index,
    ProcessIdentity? Process,
    DateTimeOffset? StartedAt,
    long LogOffset,
    int Restarts,
    ExitStatus? LastExit,
    DateTimeOffset? LastExitAt)
{
    /// <summary>The state was saved and not yet handed back to a process.</summary>
    public bool RestoreDue { get; init; }

    /// <summary>The process whose state it is, which needs nothing back while it lives; null when nothing is due.</summary>
    public ProcessIdentity? SavedOf { get; init; }

    /// <summary>Its process has announced progress: when it does so no more, it rests, also for a node that never heard it.</summary>
    public bool SaysProgress { get; init; }

    /// <summary>What was in hand at the last unexpected end, or null.</summary>
    public string? DeathTask { get; init; }

    /// <summary>How many of the last unexpected ends in a row had that in hand.</summary>
    public int SameTaskDeaths { get; init; }

    /// <summary>An instance nothing is known of yet.</summary>
    /// <param name="index">Which instance.</param>
    /// <returns>The record.</returns>
    public static InstanceRecord New(int index) => new(index, null, null, 0, 0, null, null);
}
