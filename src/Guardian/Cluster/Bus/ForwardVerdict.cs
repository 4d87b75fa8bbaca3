namespace Guardian.Cluster.Bus;

/// <summary>Where the sending of a node's journal goes on.</summary>
internal abstract record ForwardVerdict
{
    private ForwardVerdict() { }

    /// <summary>After what the shared journal says was sent.</summary>
    /// <param name="From">The place.</param>
    /// <param name="Reason">What is out of the ordinary, in words; null when nothing is.</param>
    public sealed record Resume(ForwardCursor From, string? Reason) : ForwardVerdict;

    /// <summary>After the end that the node's journal had when the node started.</summary>
    /// <param name="From">The place.</param>
    /// <param name="Reason">Why, in words.</param>
    public sealed record Begin(ForwardCursor From, string Reason) : ForwardVerdict;

    /// <summary>Nowhere: somebody else sends under this node's name.</summary>
    /// <param name="Reason">In words, with what to do.</param>
    public sealed record Conflict(string Reason) : ForwardVerdict;
}
