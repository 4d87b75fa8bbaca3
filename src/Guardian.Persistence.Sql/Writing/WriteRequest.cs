namespace Guardian.Persistence.Sql.Writing;

/// <summary>Something to be written, and the caller who waits for it.</summary>
internal abstract class WriteRequest(CancellationToken stop)
{
    private readonly TaskCompletionSource<long> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _refused;
    private long _result;

    /// <summary>Ends when the request is durable, refused or failed.</summary>
    public Task<long> Done => _done.Task;

    /// <summary>Whether the caller has gone before its turn came.</summary>
    public bool GivenUp => stop.IsCancellationRequested;

    /// <summary>Rows it will touch, for the bound of a group.</summary>
    public abstract int Events { get; }

    /// <summary>Content it carries, in bytes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Whether it deletes events.</summary>
    public virtual bool Trims => false;

    /// <summary>Writes inside the session's transaction.</summary>
    /// <returns>What <see cref="Done"/> will give after the commit.</returns>
    protected abstract long Write(JournalWriteSession session);

    /// <summary>Writes, or notes that the journal refuses; either becomes known to the caller at <see cref="Acknowledge"/> only.</summary>
    public void Apply(JournalWriteSession session)
    {
        (_refused, _result) = (null, 0);
        try
        {
            _result = Write(session);
        }
        catch (Journal.SequenceConflictException conflict)
        {
            // Found before anything of this request was written, so the others in the group are not concerned.
            _refused = conflict;
        }
    }

    /// <summary>Tells the caller, after the commit.</summary>
    public void Acknowledge()
    {
        if (_refused is null)
        {
            _done.TrySetResult(_result);
        }
        else
        {
            Fail(_refused);
        }
    }

    public void Fail(Exception error)
    {
        _done.TrySetException(error);
        _ = _done.Task.Exception; // seen, also when the caller has given up: nobody is left to be told
    }

    public void Cancel() => _done.TrySetCanceled(stop);
}
