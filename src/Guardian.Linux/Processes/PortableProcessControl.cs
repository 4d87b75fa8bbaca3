using System.Diagnostics;
using Guardian.Workers;

namespace Guardian.Linux.Processes;

/// <summary>Processes on systems other than Linux, through System.Diagnostics.Process.</summary>
/// <remarks>
/// <para>It can: start a process without a shell, append its output to the instance's log, tell its exit code, kill it with its
/// descendants, and sample processor time, memory, handles and threads of the main process.</para>
/// <para>It cannot: outlive the node (the node carries the output, so workers meet a broken pipe when it ends), adopt or find processes of an
/// earlier node, sd_notify, signals other than SIGKILL, users, limits, niceness, umask, or tell a signal from an exit code (a process that
/// a signal ended on a Unix system shows 128 + its number). A definition that asks for one of these is refused when it is launched.</para>
/// </remarks>
public sealed class PortableProcessControl : IProcessControl
{
    /// <summary>Stands for the boot in identities: start times are absolute here.</summary>
    internal const string BootId = "portable";

    private readonly TimeProvider _time;

    /// <summary>Makes a control.</summary>
    /// <param name="time">Clock.</param>
    public PortableProcessControl(TimeProvider time) => _time = time;

    /// <inheritdoc/>
    public IProcessSlot OpenSlot(SlotSpec spec, ISlotObserver observer) => new PortableProcessSlot(spec, observer, _time);

    /// <summary>Nothing: environments of other processes cannot be read here.</summary>
    /// <param name="nodeMark">Not used.</param>
    /// <returns>Empty.</returns>
    public IReadOnlyList<MarkedProcess> FindMarked(string nodeMark) => [];

    /// <inheritdoc/>
    public bool IsAlive(ProcessIdentity identity)
    {
        try
        {
            using Process process = Process.GetProcessById(identity.Pid);
            return Identify(process) == identity && !process.HasExited;
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <summary>Does nothing: each slot holds its own process.</summary>
    public void Dispose()
    {
    }

    internal static ProcessIdentity Identify(Process process) => new(process.Id, process.StartTime.ToUniversalTime().Ticks, BootId);

    /// <summary>Identity of a process just started, which may have ended already.</summary>
    internal static ProcessIdentity Identify(Process process, TimeProvider time)
    {
        try
        {
            return Identify(process);
        }
        catch (Exception gone) when (gone is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return new ProcessIdentity(process.Id, time.GetUtcNow().Ticks, BootId);
        }
    }
}
