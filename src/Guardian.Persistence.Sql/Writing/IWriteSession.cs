namespace Guardian.Persistence.Sql.Writing;

/// <summary>A connection through which groups of requests are written.</summary>
/// <remarks>Used by the writer's thread only. After a failure it is thrown away, so nothing half done is ever remembered.</remarks>
internal interface IWriteSession : IDisposable
{
    /// <summary>Looks whether the connection may still be used, where that is to be had for less than a failed write.</summary>
    /// <returns>False when it has been cut: the writer opens another.</returns>
    bool IsAlive();

    /// <summary>Writes requests in their order.</summary>
    /// <param name="group">The requests.</param>
    /// <param name="done">
    /// Called for each that is settled or refused once what it wrote is durable; for all of them when this returns. When it throws, nothing
    /// is known of the others.
    /// </param>
    void Write(IReadOnlyList<WriteRequest> group, Action<WriteRequest> done);

    /// <summary>Work that is due after a group, outside any transaction.</summary>
    /// <param name="bytes">Content written, in bytes.</param>
    /// <param name="trimmed">Whether events have been deleted.</param>
    void AfterCommit(long bytes, bool trimmed);
}
