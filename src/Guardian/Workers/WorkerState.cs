namespace Guardian.Workers;

/// <summary>State of a worker or of one of its instances, as people see it; in lower case everywhere
/// (<see cref="WorkerStates.Text"/>).</summary>
public enum WorkerState
{
    /// <summary>On its way up, and nothing has gone wrong yet.</summary>
    Starting,

    /// <summary>Running, with nothing to complain about.</summary>
    Healthy,

    /// <summary>Running, with something that needs watching.</summary>
    Warning,

    /// <summary>Running badly, or with fewer instances than it needs.</summary>
    Critical,

    /// <summary>Not running although it should.</summary>
    Dead,

    /// <summary>Not running, as wanted.</summary>
    Stopped,
}
