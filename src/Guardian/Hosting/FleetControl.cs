using System.Collections.Immutable;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Recovery;
using Guardian.Workers;
using Guardian.Workers.Actors;

namespace Guardian.Hosting;

/// <summary>Lets recovery look at the fleet and act on it, through its actors.</summary>
internal sealed class FleetControl(Func<IActorRef> fleet, WorkerPorts ports, Func<GuardianOptions> options, ClusterSide? cluster) : IWorkerControl
{
    /// <summary>Longest that an actor may take to answer what needs no process to do anything.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    /// <inheritdoc />
    public ImmutableArray<WorkerDefinition> Definitions => options().Workers;

    /// <inheritdoc />
    public ImmutableArray<WorkerStatus> Statuses => ports.Board.Workers;

    /// <inheritdoc />
    public HostStatus Host => ports.Board.Host;

    /// <inheritdoc />
    public HealthState SystemState => SystemHealth.Combine(
        [.. ports.Board.Workers.Select(worker => new WorkerSummary(worker.Name, worker.State, worker.Score, worker.Critical))], ports.Board.HostVerdict).State;

    /// <inheritdoc />
    public WorkerStatus? Find(string worker) => ports.Board.Find(worker);

    /// <inheritdoc />
    public string? HostTrouble(FaultKind kind) => ports.Board.HostVerdict is { } verdict && verdict.Findings.FirstOrDefault(finding => finding.Kind == kind) is { } finding
        ? finding.Reason
        : null;

    /// <inheritdoc />
    public async Task<InstanceEvidence?> EvidenceAsync(string worker, int index, int lines) =>
        await AskAsync<InstanceEvidence>(worker, new WorkerProtocol.ForInstance(index, new InstanceProtocol.TellEvidence(lines)), Soon).ConfigureAwait(false);

    /// <inheritdoc />
    public async Task<StateCapture> CaptureAsync(string worker, int index) =>
        await AskAsync<StateCapture>(worker, new WorkerProtocol.ForInstance(index, InstanceProtocol.Capture.Instance), Soon + StateTimeout(worker)).ConfigureAwait(false)
        ?? new StateCapture(new InstanceName(worker, index).ToString(), false, "the instance is gone, or did not answer");

    /// <inheritdoc />
    public async Task<ControlResult> ReplaceAsync(string worker, int? index, EndStyle style, string reason, TimeSpan timeout)
    {
        ImmutableArray<int> indexes = index is { } one ? [one] : [];
        return await AskAsync<ControlResult>(worker, new WorkerProtocol.ReplaceAsked(indexes, style, reason), timeout).ConfigureAwait(false)
            ?? new ControlResult(false, $"{worker} is gone, or has not got ready within {Wording.Duration(timeout)}");
    }

    /// <inheritdoc />
    public async Task<ControlResult> SignalAsync(string worker, int index, int signal) =>
        await AskAsync<ControlResult>(worker, new WorkerProtocol.ForInstance(index, new InstanceProtocol.SendSignal(signal)), Soon).ConfigureAwait(false)
        ?? Gone(worker, index);

    /// <inheritdoc />
    public async Task<(CommandResult? Result, string? Problem)> RunAsync(string worker, int index, ValueArray<string> command, string? task, TimeSpan timeout)
    {
        if (options().Workers.FirstOrDefault(definition => definition.Name == worker) is not { } definition)
        {
            return (null, $"{worker} is no longer defined");
        }

        int? pid = InstanceOf(worker, index)?.Pid;
        try
        {
            return (await ports.Commands.RunAsync(definition.ToHookSpec(command, index, pid, task, ports.Facts), timeout, CancellationToken.None).ConfigureAwait(false), null);
        }
        catch (LaunchException refused)
        {
            return (null, refused.Message);
        }
    }

    /// <inheritdoc />
    public async Task<ControlResult> ScaleAsync(string worker, int change, string reason) =>
        await AskAsync<ControlResult>(worker, new WorkerProtocol.ScaleAdvice(change, reason), Soon).ConfigureAwait(false)
        ?? new ControlResult(false, $"{worker} is gone, or did not answer");

    /// <inheritdoc />
    public Placement? PlacementOf(string worker) => cluster?.PlacementOf(worker);

    /// <inheritdoc />
    public Task<ControlResult> RelocateAsync(string worker, string reason) =>
        cluster?.RelocateAsync(worker, reason) ?? Task.FromResult(new ControlResult(false, "this node is alone: no other one can run it"));

    /// <inheritdoc />
    public Task<ControlResult> DrainNodeAsync(string reason) =>
        cluster?.DrainAsync(reason) ?? Task.FromResult(new ControlResult(false, "this node is alone: no other one can run its workers"));

    /// <inheritdoc />
    public async Task<ControlResult> StopAsync(string worker, string by) =>
        await StopReplyAsync(worker, by).ConfigureAwait(false) switch
        {
            CommandReply.Accepted accepted => new ControlResult(true, accepted.Message),
            CommandReply.Refused refused => new ControlResult(false, refused.Message),
            CommandReply.UnknownName unknown => new ControlResult(false, unknown.Message),
            _ => new ControlResult(false, $"{worker} did not answer"),
        };

    /// <inheritdoc />
    public string? Connections(string worker, int index)
    {
        if (ports.Connections is not { } control || ProcessOf(worker, index) is not { } process)
        {
            return null;
        }

        IReadOnlyList<TcpConnection> open = control.Established(process);
        string[] peers = [.. open.Select(connection => connection.Remote.ToString()).Distinct(StringComparer.Ordinal).Take(5)];
        return open.Count == 0 ? "0" : $"{open.Count} established to {string.Join(", ", peers)}";
    }

    /// <inheritdoc />
    public async Task<ControlResult> CloseConnectionsAsync(string worker, int index)
    {
        if (ports.Connections is not { } control)
        {
            return new ControlResult(false, "this system's kernel cannot be asked to close connections");
        }

        if (ProcessOf(worker, index) is not { } process)
        {
            return Gone(worker, index);
        }

        ConnectionReset reset = await Task.Run(() => control.Reset(process, [])).ConfigureAwait(false);
        return new ControlResult(reset.Done && reset.Closed > 0, reset.Reason);
    }

    /// <inheritdoc />
    public async Task<ControlResult> ReclaimMemoryAsync(string worker, int index)
    {
        if (ports.Memory is not { } control)
        {
            return new ControlResult(false, "this system's kernel cannot be asked to take memory back");
        }

        if (ProcessOf(worker, index) is not { } process || InstanceOf(worker, index)?.RssBytes is not { } bytes)
        {
            return Gone(worker, index);
        }

        // Half of it: what is in use comes back at once and would only cost time.
        MemoryReclaim reclaim = await Task.Run(() => control.Reclaim(process, bytes / 2)).ConfigureAwait(false);
        return new ControlResult(reclaim.Done, reclaim.Reason);
    }

    private ProcessIdentity? ProcessOf(string worker, int index) =>
        InstanceOf(worker, index)?.Process;

    /// <inheritdoc />
    public Task WaitAsync(TimeSpan span, CancellationToken stop) => Task.Delay(span, ports.Clock.Provider, stop);

    private static ControlResult Gone(string worker, int index) => new(false, $"{new InstanceName(worker, index)} is gone, or did not answer");

    private InstanceStatus? InstanceOf(string worker, int index) =>
        Find(worker)?.Instances.FirstOrDefault(instance => instance.Id == new InstanceName(worker, index).ToString());

    private TimeSpan StateTimeout(string worker) =>
        options().Workers.FirstOrDefault(definition => definition.Name == worker)?.State.Timeout ?? TimeSpan.Zero;

    /// <summary>Asks; null when the answer is another one (an unknown name) or does not come in time.</summary>
    private async Task<T?> AskAsync<T>(string worker, object message, TimeSpan timeout)
        where T : class
    {
        try
        {
            return await fleet().Ask<object>(new FleetProtocol.ForWorker(worker, message), timeout).ConfigureAwait(false) as T;
        }
        catch (AskTimeoutException)
        {
            return null; // said by the caller in its own words
        }
    }

    /// <summary>What floats is stopped on whichever node, by the word that all nodes share.</summary>
    private async Task<object?> StopReplyAsync(string worker, string by)
    {
        if (cluster is null || cluster.PlacementOf(worker) is not { Floating: true })
        {
            return await AskReplyAsync(worker, new WorkerProtocol.StopAsked(by)).ConfigureAwait(false);
        }

        try
        {
            return await cluster.Book.StopAsync(worker, by, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Cluster.ClusterUnavailableException away)
        {
            return new CommandReply.Refused(away.Message);
        }
    }

    private async Task<object?> AskReplyAsync(string worker, object message)
    {
        try
        {
            return await fleet().Ask<object>(new FleetProtocol.ForWorker(worker, message), Soon).ConfigureAwait(false) switch
            {
                Workers.Records.RecordKeeper.NotKept notKept => notKept.Reply,
                var reply => reply,
            };
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
