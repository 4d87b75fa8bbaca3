namespace Guardian.Workers;

/// <summary>Names the place of one instance and its files.</summary>
public sealed record SlotSpec
{
    /// <summary>Name of the instance, <c>WORKER/INDEX</c>, unique on the node.</summary>
    public required string Instance { get; init; }

    /// <summary>Marks processes as this node's, in their environment as <c>GUARDIAN_NODE</c>: the address of its socket.</summary>
    public required string NodeMark { get; init; }

    /// <summary>File that standard output and standard error are appended to; its directory is made when it is missing.</summary>
    /// <value>Absolute path.</value>
    public required string LogFile { get; init; }

    /// <summary>When the log is rotated and how long archives are kept.</summary>
    public required LogRotationOptions Rotation { get; init; }

    /// <summary>Directory for the notify socket, readable by the node's owner only.</summary>
    /// <value>Absolute path; when socket paths below it would be too long for the kernel, the control chooses a shorter place.</value>
    public required string RunDirectory { get; init; }

    /// <summary>
    /// Directory handed to the process as <c>GUARDIAN_STATE_DIR</c>; made when it is missing, and owned by <see cref="User"/>; null for none.
    /// </summary>
    /// <value>Absolute path.</value>
    public string? StateDirectory { get; init; }

    /// <summary>User that must be able to write to the notify socket and the log, or null for the node's own.</summary>
    public string? User { get; init; }
}
