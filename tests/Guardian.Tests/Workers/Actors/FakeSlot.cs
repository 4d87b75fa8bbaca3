using Guardian.Workers;

namespace Guardian.Tests.Workers.Actors;

/// <summary>The place of one instance, with a log that the test writes.</summary>
internal sealed class FakeSlot(FakeProcesses system, SlotSpec spec, ISlotObserver observer) : IProcessSlot, IInstanceLog
{
    private readonly Queue<string> _lines = new();
    private volatile FakeProcess? _process;

    public SlotSpec Spec { get; } = spec;

    public ISlotObserver Observer { get; } = observer;

    public LaunchSpec? Launched { get; private set; }

    /// <summary>What the next sample shows; null: it cannot be read.</summary>
    public ProcessSample? Sample { get; set; } = new(TimeSpan.Zero, 1 << 20, 10, 1, 0, 0, 'S');

    public bool IsDisposed { get; private set; }

    public ProcessIdentity? Process => _process?.Identity;

    public IInstanceLog Log => this;

    public string NotifySocket => "@fake";

    public string Path => Spec.LogFile;

    public long Offset { get; set; }

    public Exception? LogTrouble { get; set; }

    /// <summary>What a rotation comes to, and when.</summary>
    public Func<Task<LogRotation?>> Rotate { get; set; } = () => Task.FromResult<LogRotation?>(null);

    public void Write(string line)
    {
        lock (_lines)
        {
            _lines.Enqueue(line);
        }
    }

    public ProcessIdentity Launch(LaunchSpec spec, long incarnation)
    {
        if (_process is not null)
        {
            throw new InvalidOperationException("the slot is not empty");
        }

        FakeProcess launched = system.Launch(this, incarnation);
        Launched = launched.Spec = spec;
        _process = launched;
        return launched.Identity;
    }

    public bool Adopt(ProcessIdentity identity, long incarnation) => (_process = system.Adopt(this, identity, incarnation)) is not null;

    public bool Signal(int signal) => system.Signal(this, _process, signal, tree: false);

    public int SignalTree(int signal) => system.Signal(this, _process, signal, tree: true) ? 1 : 0;

    public bool TrySample(out ProcessSample sample)
    {
        sample = Sample ?? default;
        return Sample is not null && _process is not null;
    }

    public long ReadNew(Action<string> line, int maxBytes)
    {
        if (LogTrouble is { } trouble)
        {
            LogTrouble = null;
            throw trouble;
        }

        lock (_lines)
        {
            while (_lines.TryDequeue(out string? next))
            {
                Offset += next.Length + 1;
                line(next);
            }
        }

        return 0;
    }

    public IReadOnlyList<string> Tail(int count) => [];

    public Task<LogRotation?> RotateIfDueAsync(DateTimeOffset now, CancellationToken stop) => Rotate();

    public void Dispose() => IsDisposed = true;

    internal void Clear(FakeProcess ended)
    {
        if (_process == ended)
        {
            _process = null;
        }
    }
}
