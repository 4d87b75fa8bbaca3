using System.Collections.Immutable;
using Guardian.Cluster;

namespace Guardian.Testing.Cluster;

/// <summary>What nodes share, in memory: a whole and honest <see cref="IClusterStore"/> with the clock that a test gives it.</summary>
/// <remarks>
/// An object is one node's line to it, which the test can cut by <see cref="Line"/>; <see cref="Another"/> gives a line for another node.
/// Calls are carried out at once, on the caller's thread, and so are the callbacks of <see cref="Listen"/>.
/// </remarks>
public sealed class MemoryClusterStore : IClusterStore
{
    private readonly MemoryClusterState _state;
    private readonly Lock _gate = new(); // guards _line, _changed and _disposed; read and written by any caller
    private StoreLine _line = StoreLine.Up;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _disposed;

    /// <summary>Makes an empty one.</summary>
    /// <param name="time">The store's clock; what a test does to the wall clock of it later does not touch the store.</param>
    public MemoryClusterStore(TimeProvider time)
        : this(new MemoryClusterState(time))
    {
    }

    private MemoryClusterStore(MemoryClusterState state) => _state = state;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <summary>How this line does. When it is up again, its listeners hear <see cref="ClusterSignal.Reconnected"/>.</summary>
    public StoreLine Line
    {
        get
        {
            lock (_gate)
            {
                return _line;
            }
        }

        set
        {
            TaskCompletionSource changed;
            StoreLine before;
            lock (_gate)
            {
                (before, _line) = (_line, value);
                (changed, _changed) = (_changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            }

            changed.TrySetResult();
            if (before != StoreLine.Up && value == StoreLine.Up)
            {
                _state.Call(this, ClusterSignal.Reconnected);
            }
        }
    }

    /// <summary>Calls made through this line so far, whatever came of them.</summary>
    public int Calls { get; private set; }

    /// <summary>Requests between nodes that have come to no end: not answered, not given up, not dropped.</summary>
    public int Waiting => _state.Waiting;

    /// <summary>The cluster as it is now, whatever the line does.</summary>
    public ClusterView View => _state.Read();

    /// <summary>A line of another node to the same store.</summary>
    /// <returns>The line; it is up.</returns>
    public MemoryClusterStore Another() => new(_state);

    /// <summary>Calls every listener whose line is up, as the store does when something happens outside of it.</summary>
    /// <param name="signal">What they hear.</param>
    public void Signal(ClusterSignal signal) => _state.Call(null, signal);

    /// <inheritdoc/>
    public IDisposable Listen(string node, Action<ClusterSignal> heard)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
        }

        return _state.Listen(this, node, heard);
    }

    /// <inheritdoc/>
    public Task<JoinResult> JoinAsync(NodeCard card, CancellationToken stop) => CallAsync(() => _state.Join(card), stop);

    /// <inheritdoc/>
    public Task<Renewal?> RenewAsync(Guid session, NodeLoad load, long knownVersion, CancellationToken stop) =>
        CallAsync(() => _state.Renew(session, load, knownVersion), stop);

    /// <inheritdoc/>
    public Task<bool> UpdateAsync(Guid session, NodeCard card, CancellationToken stop) => CallAsync(() => _state.Update(session, card), stop);

    /// <inheritdoc/>
    public Task LeaveAsync(Guid session, CancellationToken stop) => CallAsync(() => _state.Leave(session), stop);

    /// <inheritdoc/>
    public Task<ClusterView> ReadAsync(CancellationToken stop) => CallAsync(_state.Read, stop);

    /// <inheritdoc/>
    public Task<LeaseGrant?> AcquireAsync(Guid session, string key, CancellationToken stop) => CallAsync(() => _state.Acquire(session, key), stop);

    /// <inheritdoc/>
    public Task ReleaseAsync(Guid session, LeaseGrant grant, string? reservedFor, TimeSpan reserve, CancellationToken stop) =>
        CallAsync(() => _state.Release(session, grant, reservedFor, reserve), stop);

    /// <inheritdoc/>
    public Task<bool> DrainAsync(string node, bool draining, CancellationToken stop) => CallAsync(() => _state.Drain(node, draining), stop);

    /// <inheritdoc/>
    public Task<MemberState?> DownAsync(string node, CancellationToken stop) => CallAsync(() => _state.Down(node), stop);

    /// <inheritdoc/>
    public Task IntendAsync(string worker, bool run, int? instances, string by, CancellationToken stop) =>
        CallAsync(() => _state.Intend(worker, run, instances, by), stop);

    /// <inheritdoc/>
    public Task SendAsync(RemoteRequest request, CancellationToken stop) => CallAsync(() => _state.Send(request), stop);

    /// <inheritdoc/>
    public Task<ImmutableArray<InboxItem>> TakeAsync(Guid session, int most, CancellationToken stop) => CallAsync(() => _state.Take(session, most), stop);

    /// <inheritdoc/>
    public Task<bool> AnswerAsync(Guid id, int part, RemoteAnswer answer, bool last, CancellationToken stop) =>
        CallAsync(() => _state.Answer(id, part, answer, last), stop);

    /// <inheritdoc/>
    public Task<(ImmutableArray<RemoteAnswer> Parts, bool Complete)> ReadAnswerAsync(Guid id, int fromPart, CancellationToken stop) =>
        CallAsync(() => _state.ReadAnswer(id, fromPart), stop);

    /// <inheritdoc/>
    public Task ForgetAsync(Guid id, CancellationToken stop) => CallAsync(() => _state.Forget(id), stop);

    /// <inheritdoc/>
    public Task<ImmutableArray<AuditRow>> AuditAsync(int most, CancellationToken stop) => CallAsync(() => _state.Audit(most), stop);

    /// <inheritdoc/>
    public Task<long> TidyAsync(TimeSpan olderThan, CancellationToken stop) => CallAsync(() => _state.Tidy(olderThan), stop);

    /// <summary>Ends this line; those of other nodes go on.</summary>
    /// <returns>When it is done.</returns>
    public ValueTask DisposeAsync()
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _disposed = true;
            changed = _changed;
        }

        changed.TrySetResult();
        _state.EndListening(this);
        return ValueTask.CompletedTask;
    }

    private async Task<T> CallAsync<T>(Func<T> call, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        StoreLine line;
        Task changed;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Calls++;
            (line, changed) = (_line, _changed.Task);
        }

        switch (line)
        {
            case StoreLine.Up:
                return call();
            case StoreLine.AnswersLost:
                call();
                break;
            case StoreLine.Silent:
                await changed.WaitAsync(stop).ConfigureAwait(false);
                break;
            case StoreLine.Away:
            default:
                break;
        }

        throw new ClusterUnavailableException("the store in memory is cut off by the test");
    }
}
