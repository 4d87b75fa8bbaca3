namespace Guardian.Persistence.Sql;

/// <summary>The statements of one dialect that are the same in all but their words; parameters have the same names. Writing is each dialect's own.</summary>
internal sealed record SqlTexts
{
    /// <summary>Creates the table of schema versions unless it exists.</summary>
    public required string CreateVersions { get; init; }

    /// <summary>
    /// version, needs: the highest schema version recorded, 0 for none; and the least version that a program must know to use the store.
    /// </summary>
    public required string CurrentVersion { get; init; }

    /// <summary>Records a version: @version, @name, @at, and @needs where versions of Guardian may use the store together.</summary>
    public required string RecordVersion { get; init; }

    /// <summary>Snapshots from @from up to and without @before (null for no end).</summary>
    public required string ReadSnapshots { get; init; }

    /// <summary>At most @limit events of all streams after @after; none after the one with which their content reaches @bytes, where the store sends ahead.</summary>
    public required string ReadAll { get; init; }

    /// <summary>The same of @stream.</summary>
    public required string ReadStream { get; init; }

    /// <summary>The newest @limit events.</summary>
    public required string NewestOfAll { get; init; }

    /// <summary>The newest @limit events of streams from @from up to and without @before.</summary>
    public required string NewestOfPrefix { get; init; }

    /// <summary>The newest @limit events of the type @type in streams from @from up to and without @before.</summary>
    public required string NewestOfType { get; init; }

    /// <summary>position, at of the next @limit events after @at, @position in order of label and position, labelled before @before.</summary>
    public required string OldEvents { get; init; }
}
