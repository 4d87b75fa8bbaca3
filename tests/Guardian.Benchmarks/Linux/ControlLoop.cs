using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.Versioning;
using Guardian.Linux.Processes;
using Guardian.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Benchmarks.Linux;

/// <summary>The same work as <see cref="BareLoop"/> through Guardian's process control: exit told, leftovers killed, log opened, launched again.</summary>
[SupportedOSPlatform("linux")]
public sealed class ControlLoop : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("guardian-bench-").FullName;
    private readonly LinuxProcessControl _control = new(new LinuxProcessOptions(), TimeProvider.System, NullLogger.Instance);
    private readonly IProcessSlot[] _slots;
    private readonly BlockingCollection<int> _exits = [];
    private readonly LaunchSpec _spec;

    /// <summary>Opens the slots and starts a process in each.</summary>
    /// <param name="count">How many instances.</param>
    public ControlLoop(int count)
    {
        _spec = new LaunchSpec
        {
            Command = ["/bin/sleep", "1000000"],
            Directory = _directory,
            Environment = ImmutableDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin"),
        };
        LogRotationOptions rotation = new() { MaxSize = 1 << 20, Keep = 1, MaxAge = TimeSpan.FromDays(1), Compress = false };
        _slots = new IProcessSlot[count];
        for (int i = 0; i < count; i++)
        {
            SlotSpec spec = new()
            {
                Instance = $"bench/{i}",
                NodeMark = "unix:" + _directory,
                LogFile = Path.Combine(_directory, $"{i}.log"),
                Rotation = rotation,
                RunDirectory = Path.Combine(_directory, "run"),
            };
            _slots[i] = _control.OpenSlot(spec, new Observer(i, _exits));
            _slots[i].Launch(_spec, 0);
        }
    }

    /// <summary>Kills the first instance and starts it again, over and over.</summary>
    /// <param name="rounds">How often.</param>
    /// <returns>From kill to the next process's exec, each.</returns>
    public TimeSpan[] RestartOne(int rounds)
    {
        TimeSpan[] took = new TimeSpan[rounds];
        for (int i = 0; i < rounds; i++)
        {
            long started = TimeProvider.System.GetTimestamp();
            _slots[0].Signal(Signals.Kill);
            Relaunch(_exits.Take());
            took[i] = TimeProvider.System.GetElapsedTime(started);
        }

        return took;
    }

    /// <summary>Kills all instances at once and starts all of them again.</summary>
    /// <returns>From the first kill to the last exec, and what the search for leftovers took of it for each.</returns>
    public (TimeSpan Took, TimeSpan LeftoversEach) RestartAll()
    {
        long started = TimeProvider.System.GetTimestamp();
        TimeSpan leftovers = TimeSpan.Zero;
        foreach (IProcessSlot slot in _slots) { slot.Signal(Signals.Kill); }
        for (int i = 0; i < _slots.Length; i++) { leftovers += Relaunch(_exits.Take()); }
        return (TimeProvider.System.GetElapsedTime(started), leftovers / _slots.Length);
    }

    /// <summary>Samples every instance once.</summary>
    /// <returns>How long it took and what it allocated.</returns>
    public (TimeSpan Took, long Allocated) SampleAll()
    {
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        long started = TimeProvider.System.GetTimestamp();
        foreach (IProcessSlot slot in _slots) { slot.TrySample(out _); }
        return (TimeProvider.System.GetElapsedTime(started), GC.GetAllocatedBytesForCurrentThread() - allocated);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IProcessSlot slot in _slots) { slot.Signal(Signals.Kill); }
        for (int i = 0; i < _slots.Length; i++) { _exits.Take(); }
        foreach (IProcessSlot slot in _slots) { slot.Dispose(); }
        _control.Dispose();
        _exits.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private TimeSpan Relaunch(int index)
    {
        long started = TimeProvider.System.GetTimestamp();
        _slots[index].SignalTree(Signals.Kill);
        TimeSpan took = TimeProvider.System.GetElapsedTime(started);
        _slots[index].Launch(_spec, 0);
        return took;
    }

    private sealed class Observer(int index, BlockingCollection<int> exits) : ISlotObserver
    {
        public void Exited(long incarnation, ExitStatus status) => exits.Add(index);

        public void Notified(NotifyMessage message)
        {
        }
    }
}
