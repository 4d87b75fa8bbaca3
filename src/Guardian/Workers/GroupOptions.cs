using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>Workers that fail together.</summary>
/// <remarks>HOCON: <c>guardian.groups.NAME</c>; a worker joins by <c>group = NAME</c>. Order within a group is start order.</remarks>
public sealed record GroupOptions
{
    /// <summary>Its name: the key of its block.</summary>
    public required string Name { get; init; }

    /// <summary>Whom a failure takes along.</summary>
    public required GroupStrategy Strategy { get; init; }

    internal static GroupOptions Read(string name, HoconSection at, ConfigProblems problems)
    {
        GroupOptions read = new() { Name = name, Strategy = at.Choice<GroupStrategy>("strategy") };
        problems.Require(InstanceName.IsWorkerName(name), at.FullPath, name, InstanceName.WorkerRule);
        at.RejectUnreadKeys(problems);
        return read;
    }
}
