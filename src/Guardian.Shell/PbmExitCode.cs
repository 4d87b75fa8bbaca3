namespace Guardian.Shell;

/// <summary>Exit codes of <c>pbm</c>; scripts depend on them.</summary>
public static class PbmExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The node refused, or the command failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong; nothing was sent.</summary>
    public const int Usage = 2;

    /// <summary>The node could not be reached, or was lost on the way.</summary>
    public const int Unreachable = 3;
}
