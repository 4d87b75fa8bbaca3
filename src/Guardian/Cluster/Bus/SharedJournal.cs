using Guardian.Journal;

namespace Guardian.Cluster.Bus;

/// <summary>The shared journal of this node, once it is open, for all who read it or write to it. Safe for many callers at once.</summary>
internal sealed class SharedJournal
{
    private readonly Lock _gate = new(); // guards _journal and _closed
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IEventJournal? _journal;
    private bool _closing;

    /// <summary>The journal; null until the database was reached for the first time, and after <see cref="CloseAsync"/>.</summary>
    public IEventJournal? Current
    {
        get { lock (_gate) { return _journal; } }
    }

    /// <summary>Position of the last event that the node has been told of; null before the first look. Only <see cref="ClusterBusActor"/> uses it, so that its restarts leave no gap.</summary>
    public long? Told { get; set; }

    /// <summary>Takes in a journal that was opened.</summary>
    /// <returns>False when nobody wants it any more: whoever opened it closes it.</returns>
    public bool Put(IEventJournal journal)
    {
        lock (_gate)
        {
            if (_closing || _journal is not null)
            {
                return false;
            }

            _journal = journal;
            return true;
        }
    }

    /// <summary>Closes it for good.</summary>
    /// <returns>When it is closed, for every caller.</returns>
    public async Task CloseAsync()
    {
        IEventJournal? journal;
        bool first;
        lock (_gate)
        {
            (first, journal) = (!_closing, _journal);
            (_closing, _journal) = (true, null);
        }

        if (!first)
        {
            await _closed.Task.ConfigureAwait(false);
            return;
        }

        try
        {
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
