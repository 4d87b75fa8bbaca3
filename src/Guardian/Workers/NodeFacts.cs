namespace Guardian.Workers;

/// <summary>What a definition needs to know of its node to become something that can be started.</summary>
public sealed record NodeFacts
{
    /// <summary>Name of the node.</summary>
    public required string Name { get; init; }

    /// <summary>Directory of the configuration file, which relative directories of workers start from.</summary>
    /// <value>Absolute path.</value>
    public required string ConfigDirectory { get; init; }

    /// <summary>The node's data directory.</summary>
    /// <value>Absolute path.</value>
    public required string DataDirectory { get; init; }

    /// <summary>The node's own environment, which workers inherit; without what belongs to the node alone
    /// (<see cref="NotInherited"/>).</summary>
    public required ValueDictionary Environment { get; init; }

    /// <summary>
    /// Variables that another supervisor gave to the node and that would mislead a worker: it would answer the wrong one.
    /// </summary>
    public static ValueArray<string> NotInherited { get; } =
    [
        "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES", "FDSTORE",
        "INVOCATION_ID", "JOURNAL_STREAM", "GUARDIAN_FENCING_TOKEN", "GUARDIAN_NODE_PROCESS",
    ];
}
