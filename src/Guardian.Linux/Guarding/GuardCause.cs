namespace Guardian.Linux.Guarding;

/// <summary>Why a guard kills.</summary>
internal enum GuardCause
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>The moment that the node told has passed.</summary>
    Late,

    /// <summary>The node's process has ended.</summary>
    NodeEnded,

    /// <summary>The node has dismissed the guard.</summary>
    Dismissed,
}
