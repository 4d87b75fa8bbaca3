using System.Net.Sockets;
using System.Security.Authentication;
using Guardian.Journal;
using Npgsql;

namespace Guardian.Persistence.Sql.Postgres;

/// <summary>What PostgreSQL's error codes mean for the journal (https://www.postgresql.org/docs/current/errcodes-appendix.html).</summary>
internal static class PostgresErrors
{
    /// <summary>A write on a standby, or where somebody has forbidden it.</summary>
    internal const string ReadOnlyTransaction = "25006";

    private const string WrongPassword = "28P01";
    private const string NotLetIn = "28000";
    private const string NoSuchDatabase = "3D000";
    private const string NoPermission = "42501";
    private const string DiskFull = "53100";
    private const string TooManyConnections = "53300";
    private const string LockNotGiven = "55P03";
    private const string TookTooLong = "57014";
    private const string IdleTooLong = "25P03";
    private const string Deadlock = "40P01";
    private const string NotSerializable = "40001";

    /// <summary>Says what an exception of the driver, or of the network below it, means.</summary>
    internal static JournalUnavailableException Explain(Exception error, string store)
    {
        string? code = (error as PostgresException)?.SqlState;
        JournalProblem problem = code is null ? JournalProblem.Unreachable : Problem(code);
        string advice = code is null ? Advice(error, store) : Advice(code, problem, store);
        return new JournalUnavailableException(problem, $"{advice} ({Words(error)})", error);
    }

    internal static JournalProblem Problem(string code) => code switch
    {
        ReadOnlyTransaction or NoPermission => JournalProblem.ReadOnly,
        DiskFull => JournalProblem.Full,
        LockNotGiven or TookTooLong or IdleTooLong or Deadlock or NotSerializable or TooManyConnections => JournalProblem.Busy,
        // Our statements are fixed texts; when one no longer fits, the tables are not those Guardian made.
        _ when code.StartsWith("42", StringComparison.Ordinal) || code.StartsWith("23", StringComparison.Ordinal) => JournalProblem.Corrupt,
        "3F000" or "P0002" or "P0003" => JournalProblem.Corrupt, // no schema; not the one row of the journal's head
        _ when code.StartsWith("XX", StringComparison.Ordinal) => JournalProblem.Corrupt,
        _ => JournalProblem.Unreachable,
    };

    /// <summary>What a person can do about it.</summary>
    internal static string Advice(string code, JournalProblem problem, string store) => code switch
    {
        WrongPassword => $"{store} refuses user or password; correct them in guardian.cluster",
        NotLetIn => $"{store} does not let this user in; correct guardian.cluster.database, or allow it in the server's pg_hba.conf",
        NoSuchDatabase => $"{store} does not exist; make it with CREATE DATABASE ... ENCODING 'UTF8', or correct guardian.cluster.database",
        NoPermission =>
            $"{store}: the user may not do that; GRANT CREATE ON DATABASE to it once, or make it the owner of the schema guardian and all in it",
        ReadOnlyTransaction =>
            $"{store} can only be read: it is a standby, or writing is forbidden; name the primary, or all servers and Target Session Attributes=read-write",
        TooManyConnections => $"{store} has no connection left; raise max_connections, each node takes up to ten",
        LockNotGiven or IdleTooLong =>
            $"{store} is locked for too long; look in pg_stat_activity for a transaction that does not end, writing resumes by itself",
        _ => problem switch
        {
            JournalProblem.Corrupt => $"{store} is damaged or its schema guardian is not Guardian's; restore a backup, or name another database",
            JournalProblem.Full => $"no space left for {store}; free some on the server's disk, writing resumes by itself",
            JournalProblem.Busy => $"{store} is too slow or overloaded; writing resumes by itself",
            JournalProblem.ReadOnly => $"{store} can only be read",
            _ => $"{store} cannot be used now; see the server's log",
        },
    };

    private static string Advice(Exception error, string store)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationException)
            {
                return $"{store} is not trusted: its certificate does not fit; correct SSL Mode or Root Certificate in guardian.cluster.database";
            }

            if (cause is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData })
            {
                return $"{store}: there is no such host; correct guardian.cluster.database, or the name service";
            }
        }

        return $"{store} cannot be reached; check that the server runs and that the network lets this one through";
    }

    /// <summary>The driver's words, which never hold a password, without the lines of position and hint.</summary>
    private static string Words(Exception error) => error is PostgresException postgres ? $"{postgres.SqlState} {postgres.MessageText}" : error.Message;
}
