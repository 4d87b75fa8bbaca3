namespace Guardian.Workers.Actors;

/// <summary>A rolling restart: which instance has its turn, and when it is the next one's.</summary>
internal sealed class RollingRestart
{
    private readonly Queue<int> _left = new();
    private (int Index, long Incarnation)? _now;

    /// <summary>Why, in words.</summary>
    public string Reason { get; private set; } = string.Empty;

    /// <summary>The instance that has been told to restart and is not known to be back, or null.</summary>
    public int? Awaited => _now?.Index;

    /// <summary>Begins anew; one under way is over.</summary>
    /// <param name="reason">Why, in words.</param>
    /// <param name="indexes">Who gets a turn, in this order.</param>
    public void Begin(string reason, IEnumerable<int> indexes)
    {
        End();
        Reason = reason;
        foreach (int index in indexes)
        {
            _left.Enqueue(index);
        }
    }

    /// <summary>No further instance gets a turn.</summary>
    public void End()
    {
        _left.Clear();
        _now = null;
    }

    /// <summary>Gives the turn on when the one that has it is ready again, or has no process coming.</summary>
    /// <param name="children">The instances as they are.</param>
    /// <returns>Who is to be restarted now, or null: nobody is left, or it is not time yet.</returns>
    public Child? Next(IReadOnlyDictionary<int, Child> children)
    {
        if (_now is { } now && children.TryGetValue(now.Index, out Child? current) && current.State == ChildState.Live
            && !(current.View is { Ready: true } view && view.Incarnation > now.Incarnation))
        {
            return null;
        }

        _now = null;
        while (_left.TryDequeue(out int next))
        {
            if (children.TryGetValue(next, out Child? child) && child is { State: ChildState.Live, Leaving: false })
            {
                _now = (next, child.View?.Incarnation ?? 0);
                return child;
            }
        }

        return null;
    }
}
