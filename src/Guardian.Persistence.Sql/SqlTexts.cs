namespace Guardian.Persistence.Sql;

/// <summary>The statements of one dialect. Parameters have the same names in all.</summary>
internal sealed record SqlTexts
{
    /// <summary>Creates the table of schema versions unless it exists.</summary>
    public required string CreateVersions { get; init; }

    /// <summary>Highest schema version recorded, 0 for none.</summary>
    public required string CurrentVersion { get; init; }

    /// <summary>Records a version: @version, @name, @at.</summary>
    public required string RecordVersion { get; init; }

    /// <summary>A number that changes when another connection has written.</summary>
    public required string ChangeMark { get; init; }

    /// <summary>id, head of the stream @name.</summary>
    public required string FindStream { get; init; }

    /// <summary>Adds the stream @name with head 0; gives its id.</summary>
    public required string AddStream { get; init; }

    /// <summary>Sets @head of the stream @id.</summary>
    public required string SetHead { get; init; }

    /// <summary>Gives the id of the event type @name, adding it unless it exists.</summary>
    public required string InternType { get; init; }

    /// <summary>Adds an event: @stream, @sequence, @type, @at, @json.</summary>
    public required string AddEvent { get; init; }

    /// <summary>Position of the event added last on this connection.</summary>
    public required string LastPosition { get; init; }

    /// <summary>Adds or replaces a snapshot: @stream, @sequence, @at, @json.</summary>
    public required string PutSnapshot { get; init; }

    /// <summary>Removes the snapshot of @stream.</summary>
    public required string DeleteSnapshot { get; init; }

    /// <summary>Snapshots from @from up to and without @before (null for no end).</summary>
    public required string ReadSnapshots { get; init; }

    /// <summary>At most @limit events of all streams after @after.</summary>
    public required string ReadAll { get; init; }

    /// <summary>At most @limit events of @stream after @after.</summary>
    public required string ReadStream { get; init; }

    /// <summary>The newest @limit events.</summary>
    public required string NewestOfAll { get; init; }

    /// <summary>The newest @limit events of streams from @from up to and without @before.</summary>
    public required string NewestOfPrefix { get; init; }

    /// <summary>The newest @limit events of the type @type in streams from @from up to and without @before.</summary>
    public required string NewestOfType { get; init; }

    /// <summary>position, at of the next @limit events after @at, @position in order of label and position, labelled before @before.</summary>
    public required string OldEvents { get; init; }

    /// <summary>Deletes the event @position, unless it is among the @keep newest of its stream or after its snapshot.</summary>
    public required string TrimEvent { get; init; }
}
