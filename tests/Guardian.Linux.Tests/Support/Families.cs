namespace Guardian.Linux.Tests.Support;

/// <summary>Scripts of workers with relatives of every kind that a guard must find.</summary>
internal static class Families
{
    /// <summary>How many pids <see cref="OfEveryKind"/> writes.</summary>
    public const int Size = 8;

    /// <summary>
    /// A main process; a child in its group, one in its own session, a daemon (forked twice, own session); the same three with an empty
    /// environment, of which the daemon stays in the session; and a grandchild whose parent is in a session of its own.
    /// </summary>
    public static string OfEveryKind(string births)
    {
        string live = $"echo $$ > {births}; exec /bin/sleep 1000";
        return $"echo $$ > {births}; "
            + $"sh -c '{live}' & setsid sh -c '{live}' & (setsid sh -c '{live}' &) ; "
            + $"env -i /bin/sh -c '{live}' & setsid env -i /bin/sh -c '{live}' & (env -i /bin/sh -c '{live}' &) ; "
            + $"setsid sh -c '(sh -c \"{live.Replace("$$", "\\$\\$", StringComparison.Ordinal)}\") ; true' & "
            + "wait; exec /bin/sleep 1000";
    }
}
