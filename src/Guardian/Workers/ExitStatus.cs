namespace Guardian.Workers;

/// <summary>How a process ended: by its own exit code, by a signal, or unseen.</summary>
/// <param name="Code">Exit code 0 to 255, or null when a signal ended it or nothing is known.</param>
/// <param name="Signal">Number of the signal that ended it, or null.</param>
public readonly record struct ExitStatus(int? Code, int? Signal)
{
    /// <summary>The process is gone and nobody can say how (it ended while no node was watching).</summary>
    public static ExitStatus Unknown => new(null, null);

    /// <summary>Ended by itself with this exit code.</summary>
    /// <param name="code">0 to 255.</param>
    /// <returns>The status.</returns>
    public static ExitStatus Exited(int code) => new(code, null);

    /// <summary>Ended by this signal.</summary>
    /// <param name="signal">Signal number.</param>
    /// <returns>The status.</returns>
    public static ExitStatus Signalled(int signal) => new(null, signal);

    /// <summary>True when the kernel told how it ended.</summary>
    public bool IsKnown => Code is not null || Signal is not null;

    /// <summary>In words: <c>exit code 3</c>, <c>signal SIGKILL</c>, <c>unknown</c>.</summary>
    /// <returns>The words.</returns>
    public override string ToString() =>
        Code is { } code ? $"exit code {code}" : Signal is { } signal ? $"signal {Signals.Name(signal)}" : "unknown";
}
