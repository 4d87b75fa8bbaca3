namespace Guardian.Cluster;

/// <summary>Port to the process beside the node that ends the node's floating processes when the node cannot: dead, frozen, or without a renewed lease.</summary>
/// <remarks>
/// A floating process is one that carries the node's mark and <c>GUARDIAN_FENCING_TOKEN</c> in its environment, and everything below it. The
/// guard kills them when the node's process has ended, and when the moment of the last <see cref="Extend"/> has passed, again and again
/// until a later one is told. It is started anew when it dies.
/// </remarks>
public interface ILeaseGuard : IAsyncDisposable
{
    /// <summary>Whether the guard is up and knows the last moment that it was told. Without it nothing that floats may be started.</summary>
    bool IsUp { get; }

    /// <summary>Tells the guard until when the node's floating processes may live.</summary>
    /// <param name="until">On <see cref="ILeaseClock"/>. An earlier one than before counts as well.</param>
    /// <returns>False when the guard could not be told.</returns>
    bool Extend(TimeSpan until);
}
