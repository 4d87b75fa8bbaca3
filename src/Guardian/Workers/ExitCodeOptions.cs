namespace Guardian.Workers;

/// <summary>Exit codes with a meaning of their own, stronger than <see cref="RestartOptions.Mode"/>.</summary>
/// <remarks>HOCON: <c>restart.exit-codes</c> of a worker. A code stands in one list at most.</remarks>
public sealed partial record ExitCodeOptions
{
    /// <summary>The work is done: no restart, nothing is wrong.</summary>
    /// <value>Codes 0 to 255.</value>
    public required ValueArray<int> Done { get; init; }

    /// <summary>Restart with delay and budget, whatever the mode says.</summary>
    /// <value>Codes 0 to 255.</value>
    public required ValueArray<int> Retry { get; init; }

    /// <summary>A restart cannot help: none is tried, and the instance counts as dead.</summary>
    /// <value>Codes 0 to 255. 78 is EX_CONFIG of sysexits.h, a configuration error.</value>
    public required ValueArray<int> Never { get; init; }
}
