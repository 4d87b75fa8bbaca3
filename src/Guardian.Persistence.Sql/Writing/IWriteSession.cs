namespace Guardian.Persistence.Sql.Writing;

/// <summary>A connection through which groups of requests are written.</summary>
/// <remarks>Used by the writer's thread only. After a failure it is thrown away, so nothing half done is ever remembered.</remarks>
internal interface IWriteSession : IDisposable
{
    /// <summary>Looks whether the connection may still be used, where that is to be had for less than a failed write.</summary>
    /// <returns>False when it has been cut: the writer opens another.</returns>
    bool IsAlive();

    /// <summary>Writes requests in their order. When it returns, each is settled or refused, and what they wrote is durable.</summary>
    /// <remarks>When it throws, nothing is known of any of them.</remarks>
    void Write(IReadOnlyList<WriteRequest> group);

    /// <summary>Work that is due after a group, outside any transaction.</summary>
    /// <param name="bytes">Content written, in bytes.</param>
    /// <param name="trimmed">Whether events have been deleted.</param>
    void AfterCommit(long bytes, bool trimmed);
}
