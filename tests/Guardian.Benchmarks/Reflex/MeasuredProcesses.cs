using System.Collections.Concurrent;
using Guardian.Workers;

namespace Guardian.Benchmarks.Reflex;

/// <summary>The real process control, with a note taken of each moment at which a launch has returned: the same point the bare loop measures to.</summary>
internal sealed class MeasuredProcesses(IProcessControl inner) : IProcessControl
{
    private readonly ConcurrentBag<Slot> _slots = [];

    /// <summary>Timestamps of launches, as they happen.</summary>
    public BlockingCollection<long> Launches { get; } = [];

    public IProcessSlot OpenSlot(SlotSpec spec, ISlotObserver observer)
    {
        Slot slot = new(inner.OpenSlot(spec, observer), Launches);
        _slots.Add(slot);
        return slot;
    }

    public IReadOnlyList<MarkedProcess> FindMarked(string nodeMark) => inner.FindMarked(nodeMark);

    public bool IsAlive(ProcessIdentity identity) => inner.IsAlive(identity);

    /// <summary>Kills the main process of every slot.</summary>
    public void KillAll()
    {
        foreach (Slot slot in _slots)
        {
            slot.Signal(Signals.Kill);
        }
    }

    public void Dispose()
    {
        inner.Dispose();
        Launches.Dispose();
    }

    private sealed class Slot(IProcessSlot inner, BlockingCollection<long> launches) : IProcessSlot
    {
        public ProcessIdentity? Process => inner.Process;

        public IInstanceLog Log => inner.Log;

        public string NotifySocket => inner.NotifySocket;

        public ProcessIdentity Launch(LaunchSpec spec, long incarnation)
        {
            ProcessIdentity process = inner.Launch(spec, incarnation);
            launches.Add(TimeProvider.System.GetTimestamp());
            return process;
        }

        public bool Adopt(ProcessIdentity identity, long incarnation) => inner.Adopt(identity, incarnation);

        public bool Signal(int signal) => inner.Signal(signal);

        public int SignalTree(int signal) => inner.SignalTree(signal);

        public bool TrySample(out ProcessSample sample) => inner.TrySample(out sample);

        public void Dispose() => inner.Dispose();
    }
}
