namespace Guardian.Workers;

/// <summary>Workers that fail together.</summary>
/// <remarks>HOCON: <c>guardian.groups.NAME</c>; a worker joins by <c>group = NAME</c>. Order within a group is start order.</remarks>
public sealed partial record GroupOptions
{
    /// <summary>Its name: the key of its block.</summary>
    public required string Name { get; init; }

    /// <summary>Whom a failure takes along.</summary>
    public required GroupStrategy Strategy { get; init; }
}
