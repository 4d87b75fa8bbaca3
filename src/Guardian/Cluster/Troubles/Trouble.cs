namespace Guardian.Cluster.Troubles;

/// <summary>A trouble of a node that might be one of several nodes. Event of <see cref="Bus.BusStreams.Troubles"/>, told anew when it changes.</summary>
/// <param name="Version">Of the format; a newer one only adds.</param>
/// <param name="Node">Whose trouble.</param>
/// <param name="Incident">Id of its incident.</param>
/// <param name="Worker">The worker.</param>
/// <param name="SignatureId">Id of the signature: what is the same for the same trouble everywhere.</param>
/// <param name="Signature">The signature in words.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Plan">Id of the plan that is tried or was; null before one is decided on.</param>
/// <param name="Leads">Whether its node decides on it by itself, rather than waiting for or following another incident.</param>
/// <param name="AgeMs">Since it was detected, in milliseconds by the node's own clock.</param>
internal sealed record Trouble(
    int Version, string Node, string Incident, string Worker, string SignatureId, string Signature, TroublePhase Phase, string? Plan, bool Leads, double AgeMs)
{
    /// <summary>Version of the format that is written here.</summary>
    public const int Current = 1;

    /// <summary>Whether another one says something else than this, its age aside.</summary>
    /// <param name="other">What was told before, or null.</param>
    /// <returns>True when it is to be told.</returns>
    public bool IsNews(Trouble? other) => other is null || other with { AgeMs = AgeMs } != this;
}
