namespace Guardian.Testing.Floating;

/// <summary>The life of one process, as it has written it down itself. Times are seconds on the monotonic clock.</summary>
/// <param name="Node">The node that started it.</param>
/// <param name="Pid">The process.</param>
/// <param name="Instance">WORKER/INDEX.</param>
/// <param name="Token">Fencing token.</param>
/// <param name="Replica">Which replica.</param>
/// <param name="Begun">When it began to work.</param>
/// <param name="Born">When the kernel made it.</param>
/// <param name="Last">When it was last seen to live.</param>
/// <param name="Asked">Whether it was asked to end, and did.</param>
internal sealed record FloatingLife(string Node, int Pid, string Instance, long Token, int Replica, double Begun, double Born, double Last, bool Asked)
{
    /// <summary>The worker.</summary>
    public string Worker => Instance[..Instance.IndexOf('/', StringComparison.Ordinal)];

    /// <summary>What must never live twice at once.</summary>
    public (string Instance, int Replica) Seat => (Instance, Replica);

    /// <summary>What it took to become the worker once the process was made.</summary>
    public double Start => Begun - Born;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"{Instance} replica {Replica} on {Node}, process {Pid}, token {Token}: {Begun:0.000} to {Last:0.000}{(Asked ? ", asked to end" : "")}");
}
