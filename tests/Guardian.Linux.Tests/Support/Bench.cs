using System.Collections.Immutable;
using Guardian.Linux.Notify;
using Guardian.Linux.Processes;
using Guardian.Workers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Linux.Tests.Support;

/// <summary>A control, a scratch directory and slots in it; ends everything that was started.</summary>
public sealed class Bench : IDisposable
{
    private readonly List<IProcessSlot> _slots = [];
    private LinuxProcessControl? _control;

    public Bench(LinuxProcessOptions? options = null)
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("guardian-test-").FullName;
        File.SetUnixFileMode(Directory, (UnixFileMode)0x1ed); // 0755, for workers under another user
        NodeMark = "unix:" + Directory + "/node.sock";
        _control = new LinuxProcessControl(options ?? new LinuxProcessOptions(), TimeProvider.System, NullLogger.Instance);
    }

    public string Directory { get; }

    public string NodeMark { get; }

    public LinuxProcessControl Control => _control!;

    public string PathOf(string name) => Path.Combine(Directory, name);

    internal Fifo Fifo(string name) => new(PathOf(name));

    public SlotSpec Spec(string instance = "w/0", string? user = null, long maxSize = 1 << 20) => new()
    {
        Instance = instance,
        NodeMark = NodeMark,
        LogFile = PathOf("logs/" + instance + ".log"),
        Rotation = new LogRotationOptions { MaxSize = maxSize, Keep = 100, MaxAge = TimeSpan.FromDays(30), Compress = true },
        RunDirectory = PathOf("run"),
        User = user,
    };

    public (IProcessSlot Slot, RecordingObserver Observer) Open(string instance = "w/0", string? user = null)
    {
        RecordingObserver observer = new();
        IProcessSlot slot = Control.OpenSlot(Spec(instance, user), observer);
        _slots.Add(slot);
        return (slot, observer);
    }

    public LaunchSpec Shell(string script, params string[] arguments) => new()
    {
        Command = ["/bin/sh", "-c", script, "sh", .. arguments],
        Directory = Directory,
        Environment = ImmutableDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin"),
    };

    /// <summary>Runs a script to its end and gives what it wrote.</summary>
    public string Run(LaunchSpec spec, string instance = "w/0")
    {
        (IProcessSlot slot, RecordingObserver observer) = Open(instance, spec.User);
        slot.Launch(spec, 1);
        (_, ExitStatus status) = observer.NextExit();
        string output = File.ReadAllText(slot.Log.Path);
        status.ShouldBe(ExitStatus.Exited(0), output);
        return output.Trim();
    }

    /// <summary>Ends the node: what it started goes on.</summary>
    public void CrashNode()
    {
        _control?.Dispose();
        _control = null;
    }

    public void RestartNode() => _control = new LinuxProcessControl(new LinuxProcessOptions(), TimeProvider.System, NullLogger.Instance);

    public void Dispose()
    {
        foreach (IProcessSlot slot in _slots)
        {
            if (_control is not null) { slot.SignalTree(Signals.Kill); }
            slot.Dispose();
        }

        if (_control is not null) { OwnChildren.ShouldAllBeReaped(); }
        _control?.Dispose();
        string shortPlace = Path.GetDirectoryName(NotifySocketPath.Choose(Spec(), NotifySocketPath.ShortBase(), reachableByOthers: true))!;
        if (System.IO.Directory.Exists(shortPlace)) { System.IO.Directory.Delete(shortPlace, recursive: true); }
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
