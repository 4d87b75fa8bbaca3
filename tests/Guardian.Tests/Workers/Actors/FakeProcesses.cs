using Guardian.Workers;

namespace Guardian.Tests.Workers.Actors;

/// <summary>Plays the operating system: processes that live until a signal or the test ends them, and a list of everything that was asked of it.</summary>
internal sealed class FakeProcesses : IProcessControl
{
    private readonly Lock _gate = new(); // guards every field, and those of slots and processes
    private readonly List<FakeProcess> _all = [];
    private readonly List<string> _did = [];
    private readonly Dictionary<string, FakeSlot> _slots = new(StringComparer.Ordinal);
    private int _pid = 1000;

    /// <summary>What was done, in order: <c>launch w/0</c>, <c>SIGTERM w/0</c>, <c>tree SIGKILL w/0</c>, <c>exit w/0</c>, ...</summary>
    public IReadOnlyList<string> Did
    {
        get { lock (_gate) { return [.. _did]; } }
    }

    public int Count
    {
        get { lock (_gate) { return _did.Count; } }
    }

    /// <summary>Instances that ever had two live processes at once.</summary>
    public IReadOnlyList<string> Doubles { get; } = new List<string>();

    /// <summary>Gives the reason why a launch is refused, or null.</summary>
    public Func<string, string?> RefuseLaunch { get; set; } = _ => null;

    /// <summary>Gives the reason why a place cannot be opened, or null.</summary>
    public Func<string, string?> RefuseSlot { get; set; } = _ => null;

    /// <summary>Thrown by a launch: a fault of our own code.</summary>
    public Func<string, Exception?> BreakLaunch { get; set; } = _ => null;

    /// <summary>Whether a process of an instance obeys SIGTERM at once.</summary>
    public Func<string, bool> Obeys { get; set; } = _ => true;

    public bool SurvivesKill { get; set; }

    public IReadOnlyList<FakeProcess> Alive(string worker)
    {
        lock (_gate)
        {
            return [.. _all.Where(process => process.Alive && process.Instance.StartsWith(worker + "/", StringComparison.Ordinal)).OrderBy(process => process.Instance, StringComparer.Ordinal)];
        }
    }

    public IReadOnlyList<FakeProcess> AliveAll()
    {
        lock (_gate)
        {
            return [.. _all.Where(process => process.Alive)];
        }
    }

    public FakeSlot Slot(string instance)
    {
        lock (_gate)
        {
            return _slots[instance];
        }
    }

    public int Launches(string instance) => Did.Count(line => line == "launch " + instance);

    public void Forget()
    {
        lock (_gate)
        {
            _did.Clear();
        }
    }

    /// <summary>A process that an earlier node has left running.</summary>
    public FakeProcess Leave(string instance)
    {
        lock (_gate)
        {
            FakeProcess process = New(instance);
            return process;
        }
    }

    /// <summary>Ends a process by itself.</summary>
    public void End(FakeProcess process, ExitStatus status)
    {
        FakeSlot? slot;
        lock (_gate)
        {
            if (!process.Alive)
            {
                return;
            }

            process.Alive = false;
            _did.Add("exit " + process.Instance);
            slot = process.Slot;
            slot?.Clear(process);
        }

        slot?.Observer.Exited(process.Incarnation, status);
    }

    public void End(string instance, ExitStatus status) => End(AliveAll().Single(process => process.Instance == instance), status);

    public void Notify(string instance, NotifyMessage message)
    {
        FakeSlot slot = Slot(instance);
        slot.Observer.Notified(message with { SenderPid = message.SenderPid == 0 ? slot.Process?.Pid ?? 1 : message.SenderPid });
    }

    public IProcessSlot OpenSlot(SlotSpec spec, ISlotObserver observer)
    {
        if (RefuseSlot(spec.Instance) is { } why)
        {
            throw new LaunchException(LaunchProblem.Files, why);
        }

        FakeSlot slot = new(this, spec, observer);
        lock (_gate)
        {
            _slots[spec.Instance] = slot;
            _did.Add("open " + spec.Instance);
        }

        return slot;
    }

    public IReadOnlyList<MarkedProcess> FindMarked(string nodeMark) => [.. AliveAll().Select(process => new MarkedProcess(process.Instance, process.Identity))];

    public bool IsAlive(ProcessIdentity identity) => AliveAll().Any(process => process.Identity == identity);

    public void Dispose()
    {
    }

    internal FakeProcess Launch(FakeSlot slot, long incarnation)
    {
        if (BreakLaunch(slot.Spec.Instance) is { } fault)
        {
            throw fault;
        }

        if (RefuseLaunch(slot.Spec.Instance) is { } why)
        {
            lock (_gate)
            {
                _did.Add("refuse " + slot.Spec.Instance);
            }

            throw new LaunchException(LaunchProblem.Files, why);
        }

        lock (_gate)
        {
            if (_all.Any(process => process.Alive && process.Instance == slot.Spec.Instance))
            {
                ((List<string>)Doubles).Add(slot.Spec.Instance);
            }

            FakeProcess launched = New(slot.Spec.Instance);
            launched.Slot = slot;
            launched.Incarnation = incarnation;
            _did.Add("launch " + slot.Spec.Instance);
            return launched;
        }
    }

    internal FakeProcess? Adopt(FakeSlot slot, ProcessIdentity identity, long incarnation)
    {
        lock (_gate)
        {
            FakeProcess? found = _all.Find(process => process.Alive && process.Identity == identity);
            if (found is not null)
            {
                (found.Slot, found.Incarnation) = (slot, incarnation);
                _did.Add("adopt " + slot.Spec.Instance);
            }

            return found;
        }
    }

    internal bool Signal(FakeSlot slot, FakeProcess? process, int signal, bool tree)
    {
        lock (_gate)
        {
            _did.Add($"{(tree ? "tree " : string.Empty)}{Signals.Name(signal)} {slot.Spec.Instance}");
        }

        if (tree && signal == Signals.Kill)
        {
            foreach (FakeProcess left in AliveAll().Where(left => left.Instance == slot.Spec.Instance && left != process))
            {
                End(left, ExitStatus.Signalled(Signals.Kill));
            }
        }

        if (process is not { Alive: true })
        {
            return false;
        }

        if (signal == Signals.Kill ? !SurvivesKill : !tree && Obeys(slot.Spec.Instance))
        {
            End(process, ExitStatus.Signalled(signal));
        }

        return true;
    }

    private FakeProcess New(string instance)
    {
        FakeProcess process = new(instance, new ProcessIdentity(++_pid, _pid * 10L, "boot"));
        _all.Add(process);
        return process;
    }
}
