namespace Guardian.Workers;

/// <summary>
/// The place of one instance. Holds at most one main process at a time; used by one actor only, so it needs no lock of its own towards
/// its caller.
/// </summary>
public interface IProcessSlot : IDisposable
{
    /// <summary>The main process, or null when the slot is empty.</summary>
    ProcessIdentity? Process { get; }

    /// <summary>The log file and what is new in it.</summary>
    IInstanceLog Log { get; }

    /// <summary>Path or abstract name that was given to the process as <c>NOTIFY_SOCKET</c>.</summary>
    string NotifySocket { get; }

    /// <summary>Starts a process in its own session and process group, with default signal dispositions and only standard streams open.</summary>
    /// <param name="spec">What to run.</param>
    /// <param name="incarnation">Comes back in <see cref="ISlotObserver.Exited"/>, so that late words of an earlier process can be told apart.</param>
    /// <returns>Which process it is.</returns>
    /// <exception cref="LaunchException">It could not be started; nothing was left behind.</exception>
    /// <exception cref="InvalidOperationException">The slot is not empty.</exception>
    ProcessIdentity Launch(LaunchSpec spec, long incarnation);

    /// <summary>Takes over a process that an earlier node started.</summary>
    /// <param name="identity">Which process; a pid that was reused is refused.</param>
    /// <param name="incarnation">Comes back in <see cref="ISlotObserver.Exited"/>.</param>
    /// <returns>False when that very process no longer runs; the slot then stays empty.</returns>
    bool Adopt(ProcessIdentity identity, long incarnation);

    /// <summary>Signals the main process, through its pidfd.</summary>
    /// <param name="signal">Signal number.</param>
    /// <returns>False when it is already gone or may not be signalled.</returns>
    bool Signal(int signal);

    /// <summary>Signals every process of the instance: process group, session, descendants, and those that were re-parented.</summary>
    /// <param name="signal">Signal number.</param>
    /// <returns>How many processes were signalled. Works also after the main process has ended (what it left behind).</returns>
    int SignalTree(int signal);

    /// <summary>Reads CPU, memory, descriptors, threads and children of the instance.</summary>
    /// <param name="sample">The figures.</param>
    /// <returns>False when the slot is empty or the process is gone.</returns>
    bool TrySample(out ProcessSample sample);
}
