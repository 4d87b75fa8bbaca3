namespace Guardian.Workers;

/// <summary>Why a process could not be started.</summary>
public enum LaunchProblem
{
    /// <summary>The program does not exist or is not on the path.</summary>
    CommandNotFound,

    /// <summary>The program exists but may not be executed, or its format is unknown.</summary>
    NotExecutable,

    /// <summary>The working directory is missing or may not be entered.</summary>
    Directory,

    /// <summary>The user does not exist or the node may not become it.</summary>
    User,

    /// <summary>The log file or notify socket could not be opened.</summary>
    Files,

    /// <summary>The kernel is out of processes, descriptors or memory.</summary>
    Resources,
}
