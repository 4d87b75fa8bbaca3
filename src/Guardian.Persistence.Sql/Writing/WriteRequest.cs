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

    /// <summary>Notes what <see cref="Done"/> will give; it becomes known to the caller at <see cref="Acknowledge"/> only.</summary>
    public void Settle(long result) => (_refused, _result) = (null, result);

    /// <summary>Notes that the journal refuses, and that nothing of this request was written: the others in the group are not concerned.</summary>
    public void Refuse(Exception why) => (_refused, _result) = (why, 0);

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
