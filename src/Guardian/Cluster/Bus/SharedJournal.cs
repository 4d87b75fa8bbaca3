using Guardian.Journal;

namespace Guardian.Cluster.Bus;

/// <summary>The shared journal of this node, once it is open, for all who read it or write to it. Safe for many callers at once.</summary>
internal sealed class SharedJournal : IAsyncDisposable
{
    private readonly Lock _gate = new(); // guards _journal and _isClosed
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IEventJournal? _journal;
    private bool _isClosed;

    /// <summary>The journal; null until the database was reached for the first time, and from <see cref="DisposeAsync"/> on.</summary>
    public IEventJournal? Current
    {
        get { lock (_gate) { return _journal; } }
    }

    /// <summary>Ends the opening when nobody wants the journal any more.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>
    /// Position of the last event that the node has been told of; null before the first look. Only <see cref="ClusterBusActor"/> uses it, and
    /// it is here so that the actor's restarts leave no gap.
    /// </summary>
    public long? Told { get; set; }

    /// <summary>Takes in a journal that was opened; it belongs to this object then.</summary>
    /// <param name="journal">The journal.</param>
    /// <returns>False when it is not wanted any more: whoever opened it closes it.</returns>
    public bool Put(IEventJournal journal)
    {
        lock (_gate)
        {
            if (_isClosed || _journal is not null)
            {
                return false;
            }

            _journal = journal;
            return true;
        }
    }

    /// <summary>Closes the journal for good.</summary>
    /// <returns>When it is closed, for every caller.</returns>
    public async ValueTask DisposeAsync()
    {
        IEventJournal? journal;
        bool isFirst;
        lock (_gate)
        {
            (isFirst, journal) = (!_isClosed, _journal);
            (_isClosed, _journal) = (true, null);
        }

        if (!isFirst)
        {
            await _closed.Task.ConfigureAwait(false);
            return;
        }

        try
        {
            await _closing.CancelAsync().ConfigureAwait(false);
            if (journal is not null)
            {
                await journal.DisposeAsync().ConfigureAwait(false);
            }
        }
        finally
        {
            _closed.SetResult();
        }
    }
}
