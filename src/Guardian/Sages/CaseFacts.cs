namespace Guardian.Sages;

/// <summary>Names of the facts of a case file that the sages understand; others are shown in minutes only.</summary>
public static class CaseFacts
{
    /// <summary>Open connections: a number first, for example <c>3 established to 10.0.0.5:5432</c>. More than 0: a reset has something to reset.</summary>
    public const string Connections = "connections";

    /// <summary>How the last stop went. Says <c>ignored</c> (<c>ignored SIGTERM for 10 s, killed</c>) when asking was not enough.</summary>
    public const string LastStop = "last stop";

    /// <summary>How the last process ended, for example <c>exit code 1 after 0.4 s</c>.</summary>
    public const string LastExit = "last exit";

    /// <summary>When the worker's files or definition last changed, for example <c>14:01</c>.</summary>
    public const string Deployed = "deployed";

    /// <summary>Memory now and its limit, for example <c>812 MiB of 1 GiB</c>.</summary>
    public const string Memory = "memory";
}
