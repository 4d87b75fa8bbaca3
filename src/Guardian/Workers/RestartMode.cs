namespace Guardian.Workers;

/// <summary>Which ends of a process are followed by a restart.</summary>
public enum RestartMode
{
    /// <summary>Every end, also exit code 0.</summary>
    Always,

    /// <summary>Every end but exit code 0.</summary>
    OnFailure,

    /// <summary>None.</summary>
    Never,
}
