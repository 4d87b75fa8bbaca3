namespace Guardian.Workers;

/// <summary>Port to the operating system's processes. One per node.</summary>
public interface IProcessControl : IDisposable
{
    /// <summary>Opens the place of one instance: its notify socket and its log, kept over restarts of the process in it.</summary>
    /// <param name="spec">What the place is called and where its files are.</param>
    /// <param name="observer">Told of exits and notifications, on the control's own thread: it must return at once.</param>
    /// <returns>The slot; disposing it closes files and sockets and forgets the process, without ending it.</returns>
    /// <exception cref="LaunchException">The log directory or the socket cannot be made (<see cref="LaunchProblem.Files"/>).</exception>
    IProcessSlot OpenSlot(SlotSpec spec, ISlotObserver observer);

    /// <summary>Finds live processes that an earlier node with the same <see cref="SlotSpec.NodeMark"/> started, by the marks in their environment.</summary>
    /// <param name="nodeMark">The value of <see cref="SlotSpec.NodeMark"/>.</param>
    /// <returns>Session leaders that carry the mark, with the instance name each was given. Processes whose environment cannot be read are left out.</returns>
    /// <remarks>For instances started so shortly before a crash of the node that the store does not know them.</remarks>
    IReadOnlyList<MarkedProcess> FindMarked(string nodeMark);

    /// <summary>True while the very process with this identity exists and is not a zombie.</summary>
    /// <param name="identity">Pid, start time and boot.</param>
    /// <returns>False for a reused pid.</returns>
    bool IsAlive(ProcessIdentity identity);
}
