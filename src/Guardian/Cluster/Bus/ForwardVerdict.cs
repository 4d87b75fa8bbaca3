namespace Guardian.Cluster.Bus;

/// <summary>Where the sending of a node's journal goes on.</summary>
internal abstract record ForwardVerdict
{
    private ForwardVerdict() { }

    /// <summary>As expected.</summary>
    /// <param name="Position">After this position of the node's own journal.</param>
    public sealed record Resume(long Position) : ForwardVerdict;

    /// <summary>After the end that the node's journal had when the node started.</summary>
    /// <param name="Position">That end.</param>
    /// <param name="Reason">Why, in words.</param>
    public sealed record Begin(long Position, string Reason) : ForwardVerdict;

    /// <summary>The shared journal has lost what stood in it.</summary>
    /// <param name="Position">After this position of the node's own journal.</param>
    /// <param name="Reason">In words.</param>
    public sealed record Rewound(long Position, string Reason) : ForwardVerdict;

    /// <summary>The process before this one was killed over an append, which the server finished after this one had looked.</summary>
    /// <param name="Position">After this position of the node's own journal.</param>
    public sealed record Late(long Position) : ForwardVerdict;

    /// <summary>Nowhere: somebody else sends under this node's name.</summary>
    /// <param name="Reason">In words, with what to do.</param>
    public sealed record Conflict(string Reason) : ForwardVerdict;
}
