using System.Collections.Immutable;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Hosting;
using Guardian.Recovery;
using Guardian.Workers;

namespace Guardian.Tests.Incidents;

/// <summary>Plays the workers: each instance has a process, perhaps a fault, and a list of what cures it.</summary>
internal sealed class FakeWorkers(GuardianOptions options) : IWorkerControl
{
    private readonly Lock _gate = new(); // guards all fields
    private readonly List<string> _did = [];
    private readonly ImmutableArray<WorkerDefinition> _definitions = [.. options.Workers];
    private int _pid = 100;
    private ImmutableSortedDictionary<string, WorkerStatus> _statuses = ImmutableSortedDictionary<string, WorkerStatus>.Empty;
    private string? _hostTrouble;

    /// <summary>Whether what is done (as in <see cref="Did"/>) ends the trouble of its instance.</summary>
    public Func<string, bool> Cures { get; set; } = _ => true;

    /// <summary>How what is done ends, where it is not well; called before anything changes.</summary>
    public Func<string, ControlResult?> Outcome { get; set; } = _ => null;

    /// <summary>What an action waits for before it is done.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>The item in hand of every instance.</summary>
    public string? InHand { get; set; }

    /// <summary>Nodes other than this one that may run what floats; null: there is no cluster.</summary>
    public string[]? Others { get; set; }

    /// <summary>Workers that float.</summary>
    public HashSet<string> Floating { get; } = new(StringComparer.Ordinal);

    /// <summary>Floating workers that run elsewhere by now.</summary>
    public HashSet<string> Elsewhere { get; } = new(StringComparer.Ordinal);

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Everything that was done, in order: <c>replace w/0 Soft</c>.</summary>
    public ImmutableArray<string> Did
    {
        get { lock (_gate) { return [.. _did]; } }
    }

    public ImmutableArray<WorkerDefinition> Definitions => _definitions;

    public ImmutableArray<WorkerStatus> Statuses
    {
        get { lock (_gate) { return [.. _statuses.Values]; } }
    }

    public FakeWorkers AllHealthy()
    {
        foreach (WorkerDefinition worker in _definitions)
        {
            Set(worker.Name, [.. Enumerable.Range(0, worker.Instances.Start).Select(index => New(worker.Name, index))]);
        }

        return this;
    }

    /// <summary>A fault stands on an instance.</summary>
    public void Break(string instance, FaultKind kind) =>
        Change(instance, status => status with { State = WorkerState.Critical, Faults = status.Faults.Add(kind), Reasons = [$"{kind}"] });

    /// <summary>Its process has ended, and no other is started.</summary>
    public void Fell(string instance) => Change(instance, status => status with { State = WorkerState.Dead, Pid = null, StartedAt = null, Reasons = ["budget spent"] });

    /// <summary>It is well again.</summary>
    public void Mend(string instance) => Change(instance, status => status with { State = WorkerState.Healthy, Faults = [], Reasons = [], Pid = status.Pid ?? Next(), StartedAt = status.StartedAt ?? DateTimeOffset.UnixEpoch });

    /// <summary>It has ended and was started again.</summary>
    public void Bounce(string instance) => Change(instance, status => status with { Pid = Next() });

    public void Weigh(string instance, long bytes) => Change(instance, status => status with { RssBytes = bytes });

    public void BreakHost(string? trouble)
    {
        lock (_gate)
        {
            _hostTrouble = trouble;
        }
    }

    public void SetDesired(string worker, int desired)
    {
        lock (_gate)
        {
            _statuses = _statuses.SetItem(worker, _statuses[worker] with { Desired = desired });
        }
    }

    public void Undefine(string worker)
    {
        lock (_gate)
        {
            _statuses = _statuses.Remove(worker);
        }
    }

    public HealthState SystemState => HealthState.Healthy;

    public string? Connections(string worker, int index) => null;

    public WorkerStatus? Find(string worker)
    {
        lock (_gate)
        {
            return _statuses.GetValueOrDefault(worker);
        }
    }

    /// <summary>A small server, so that a worker of a few thousand bytes is a heavy one.</summary>
    public HostStatus Host { get; } = HostStatus.Unknown with { MemoryTotalBytes = 20_000, Processors = 2 };

    public string? HostTrouble(FaultKind kind)
    {
        lock (_gate)
        {
            return _hostTrouble;
        }
    }

    public Task<InstanceEvidence?> EvidenceAsync(string worker, int index, int lines)
    {
        InstanceStatus? status = Find(worker)?.Instances.FirstOrDefault(instance => instance.Id == $"{worker}/{index}");
        return Task.FromResult(status is null ? null : new InstanceEvidence(
            status.Id, status.Pid, ["one line", "an error"], ["an error"], ImmutableSortedDictionary<string, string>.Empty.Add("memory", "5 MiB"), null, InHand, null, 0));
    }

    public async Task<StateCapture> CaptureAsync(string worker, int index)
    {
        ControlResult result = await DoAsync($"capture {worker}/{index}", () => { });
        return new StateCapture($"{worker}/{index}", result.Done, result.Done ? "saved" : result.Detail);
    }

    public Task<ControlResult> ReplaceAsync(string worker, int? index, EndStyle style, string reason, TimeSpan timeout)
    {
        string what = $"replace {worker}{(index is null ? string.Empty : $"/{index}")} {style}";
        return DoAsync(what, () => Each(worker, index, status => Cures(what)
            ? New(worker, IndexOf(status))
            : status with { Pid = status.Pid is null ? null : ++_pid }));
    }

    public Task<ControlResult> SignalAsync(string worker, int index, int signal)
    {
        string what = $"signal {worker}/{index} {signal}";
        return DoAsync(what, () => MendWhenCured(worker, index, what));
    }

    public async Task<(CommandResult? Result, string? Problem)> RunAsync(string worker, int index, ValueArray<string> command, string? task, TimeSpan timeout)
    {
        string what = $"run {worker}/{index} {command[0]}{(task is null ? string.Empty : " " + task)}";
        ControlResult result = await DoAsync(what, () => MendWhenCured(worker, index, what));
        return (new CommandResult(ExitStatus.Exited(result.Done ? 0 : 1), false, result.Detail, TimeSpan.Zero), null);
    }

    public Task<ControlResult> ScaleAsync(string worker, int change, string reason)
    {
        string what = $"scale {worker} {change}";
        return DoAsync(what, () =>
        {
            WorkerStatus status = _statuses[worker];
            Set(worker, [.. status.Instances, New(worker, status.Instances.Length)]);
            if (Cures(what))
            {
                Each(worker, null, Well);
            }
        });
    }

    public Task<ControlResult> StopAsync(string worker, string by) => DoAsync($"stop {worker}", () =>
    {
        WorkerStatus status = _statuses[worker];
        _statuses = _statuses.SetItem(worker, status with
        {
            Desired = 0,
            Running = 0,
            Instances = [.. status.Instances.Select(instance => instance with { Pid = null, State = WorkerState.Stopped })],
        });
    });

    public Placement? PlacementOf(string worker)
    {
        lock (_gate)
        {
            return Others is { } others ? new Placement(Floating.Contains(worker), !Elsewhere.Contains(worker), [.. others]) : null;
        }
    }

    public Task<ControlResult> RelocateAsync(string worker, string reason) => DoAsync($"relocate {worker}", () => Leave(worker));

    public Task<ControlResult> DrainNodeAsync(string reason) => DoAsync("drain", () =>
    {
        foreach (string worker in Floating)
        {
            Leave(worker);
        }

        _hostTrouble = Cures("drain") ? null : _hostTrouble;
    });

    public Task<ControlResult> CloseConnectionsAsync(string worker, int index)
    {
        string what = $"close {worker}/{index}";
        return DoAsync(what, () => MendWhenCured(worker, index, what));
    }

    public Task<ControlResult> ReclaimMemoryAsync(string worker, int index)
    {
        string what = $"reclaim {worker}/{index}";
        return DoAsync(what, () => MendWhenCured(worker, index, what));
    }

    public async Task WaitAsync(TimeSpan span, CancellationToken stop)
    {
        await DoAsync("wait", () => { });
        await Task.Delay(span, Time, stop);
    }

    private static int IndexOf(InstanceStatus status) => int.Parse(status.Id.Split('/')[1], System.Globalization.CultureInfo.InvariantCulture);

    private async Task<ControlResult> DoAsync(string what, Action act)
    {
        lock (_gate)
        {
            _did.Add(what);
        }

        await Before(what);
        if (Outcome(what) is { } refused)
        {
            return refused;
        }

        lock (_gate)
        {
            act();
        }

        return new ControlResult(true, $"{what} done");
    }

    private int Next()
    {
        lock (_gate)
        {
            return ++_pid;
        }
    }

    private void MendWhenCured(string worker, int index, string what)
    {
        if (Cures(what))
        {
            Each(worker, index, Well);
        }
    }

    private void Leave(string worker)
    {
        Elsewhere.Add(worker);
        Each(worker, null, status => status with { State = WorkerState.Stopped, Pid = null, Faults = [], Reasons = ["it runs on another node"] });
    }

    private static InstanceStatus Well(InstanceStatus status) => status with { State = status.Pid is null ? status.State : WorkerState.Healthy, Faults = [], Reasons = [] };

    private void Change(string instance, Func<InstanceStatus, InstanceStatus> change)
    {
        InstanceName.TryParse(instance, out InstanceName name).ShouldBeTrue();
        lock (_gate)
        {
            Each(name.Worker, name.Index, change);
        }
    }

    private void Each(string worker, int? index, Func<InstanceStatus, InstanceStatus> change)
    {
        if (_statuses.TryGetValue(worker, out WorkerStatus? status))
        {
            Set(worker, [.. status.Instances.Select(instance => index is null || instance.Id == $"{worker}/{index}" ? change(instance) : instance)], status.Desired);
        }
    }

    private void Set(string worker, ImmutableArray<InstanceStatus> instances, int? desired = null)
    {
        WorkerDefinition definition = _definitions.Single(each => each.Name == worker);
        lock (_gate)
        {
            _statuses = _statuses.SetItem(worker, new WorkerStatus
            {
                Name = worker,
                State = instances.All(instance => instance.State == WorkerState.Healthy) ? WorkerState.Healthy : WorkerState.Critical,
                Desired = desired ?? instances.Length,
                Running = instances.Count(instance => instance.Pid is not null),
                Restarts = 0,
                Score = 100,
                Reasons = [],
                Critical = definition.Critical,
                Instances = instances,
                Queues = [],
            });
        }
    }

    private InstanceStatus New(string worker, int index) => new()
    {
        Id = $"{worker}/{index}",
        Pid = Next(),
        State = WorkerState.Healthy,
        StartedAt = DateTimeOffset.UnixEpoch,
        Restarts = 0,
        CpuPercent = 1,
        RssBytes = 1000,
        Busy = null,
        Progress = null,
        LastExit = null,
    };
}
