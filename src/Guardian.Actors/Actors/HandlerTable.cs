namespace Guardian.Actors;

/// <summary>The handlers of one behaviour, in order.</summary>
internal sealed class HandlerTable
{
    private Handler[] _handlers = [];
    private int _count;
    private bool _catchesAll;

    public void Add(Handler handler)
    {
        if (_catchesAll)
        {
            throw new InvalidOperationException("No handler can be declared after one that takes everything.");
        }

        if (_count == _handlers.Length)
        {
            Array.Resize(ref _handlers, Math.Max(4, _count * 2));
        }

        _handlers[_count++] = handler;
        _catchesAll = handler is Handler.Plain<object>;
    }

    public void AddLast(Handler handler)
    {
        Add(handler);
        _catchesAll = true;
    }

    /// <summary>Frees what was kept for more.</summary>
    public void Seal() => Array.Resize(ref _handlers, _count);

    public bool TryHandle(object message)
    {
        foreach (Handler handler in _handlers)
        {
            if (handler.TryHandle(message))
            {
                return true;
            }
        }

        return false;
    }
}
