namespace Guardian.Cluster.Bus;

/// <summary>Passes on that the node's own journal has grown, to whoever is there to send it: the journal is opened before anybody is.</summary>
internal sealed class JournalGrowth
{
    private volatile Action? _grown;

    /// <summary>Called after each append, on any thread; null for nobody.</summary>
    public Action? Grown
    {
        get => _grown;
        set => _grown = value;
    }

    /// <summary>The journal has grown.</summary>
    public void Tell() => _grown?.Invoke();
}
