namespace Guardian.Cluster.Troubles;

/// <summary>What the troubles of other nodes mean for an incident that wants to act.</summary>
internal abstract record RemoteTurn
{
    private RemoteTurn() { }

    /// <summary>Nothing: it goes its own way.</summary>
    public sealed record Free : RemoteTurn;

    /// <summary>It does what cured the same trouble elsewhere.</summary>
    /// <param name="Lead">That incident.</param>
    /// <param name="Plan">The plan.</param>
    public sealed record Follow(string Lead, string Plan) : RemoteTurn;

    /// <summary>It waits for the incident that is tried first.</summary>
    /// <param name="Lead">That incident.</param>
    /// <param name="Reason">In words.</param>
    public sealed record Hold(string Lead, string Reason) : RemoteTurn;

    /// <summary>What was tried first could not be cured: a person is asked for this one as well.</summary>
    /// <param name="Lead">That incident.</param>
    public sealed record GiveUp(string Lead) : RemoteTurn;

    /// <summary>It may be tried first once its node holds the chair of the trouble.</summary>
    public sealed record NeedsChair : RemoteTurn;
}
