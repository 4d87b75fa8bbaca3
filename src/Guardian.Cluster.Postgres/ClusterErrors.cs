using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Guardian.Cluster.Postgres;

/// <summary>Says in words what a failure of the shared database means, and what a person can do.</summary>
internal static class ClusterErrors
{
    /// <summary>Whether the database or the way to it failed; anything else is a fault of ours.</summary>
    internal static bool IsOfDatabase(Exception error) =>
        error is NpgsqlException or SocketException or IOException or TimeoutException or AuthenticationException
        // What the driver throws when a connection is closed under a call.
        || (error is ObjectDisposedException or InvalidOperationException && error.Source == "Npgsql");

    /// <summary>The failure in words.</summary>
    /// <param name="error">What the driver said.</param>
    /// <param name="address">Where.</param>
    internal static ClusterUnavailableException Explain(Exception error, ClusterAddress address) =>
        new($"{address.Name}: {(error is PostgresException refusal ? Of(refusal, address) : OfWay(error))}", error);

    private static string Of(PostgresException refusal, ClusterAddress address) => refusal.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword => $"the password of {address.User} is wrong; check guardian.cluster.password and Username",
        PostgresErrorCodes.InvalidAuthorizationSpecification when refusal.MessageText.Contains("encryption", StringComparison.Ordinal) =>
            $"the server does not let {address.User} in like this ({refusal.MessageText}); check SSL Mode and the server's pg_hba.conf",
        PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"the server does not let {address.User} in ({refusal.MessageText}); check Username and the server's pg_hba.conf",
        PostgresErrorCodes.InvalidCatalogName => $"there is no database {address.Database}; create it: CREATE DATABASE \"{address.Database}\" OWNER \"{address.User}\"",
        PostgresErrorCodes.InsufficientPrivilege =>
            $"{address.User} lacks a right ({refusal.MessageText}); let the database's owner run: CREATE SCHEMA guardian AUTHORIZATION \"{address.User}\", and let all nodes use this role",
        PostgresErrorCodes.ReadOnlySqlTransaction => "the server can only be read; it is a standby, or set to default_transaction_read_only: name the primary in Host",
        PostgresErrorCodes.TooManyConnections =>
            "the server has no connection left; raise max_connections: a node takes up to five, and one more for the shared journal",
        PostgresErrorCodes.CannotConnectNow => $"the server is starting, stopping or recovering ({refusal.MessageText})",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => "the server was stopped, or ended this connection",
        PostgresErrorCodes.DiskFull => "the server's disk is full",
        PostgresErrorCodes.QueryCanceled => "the server took too long; it is overloaded, or its disk is slow",
        PostgresErrorCodes.LockNotAvailable =>
            "the server waited too long for a lock; look in pg_stat_activity for a session that sits in a transaction on a table of the schema guardian",
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.InvalidSchemaName =>
            $"the schema guardian is not complete ({refusal.MessageText}); restore it, or drop it when no node runs: it is made anew",
        _ => $"the server refuses ({refusal.SqlState}: {refusal.MessageText})",
    };

    private static string OfWay(Exception error)
    {
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case AuthenticationException tls:
                    return $"the encrypted connection failed ({tls.Message}); check Root Certificate and SSL Mode";
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused }:
                    return "nobody listens there; is the server running, and are Host and Port right?";
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return "its name is not known; check Host and the name service";
                case SocketException { SocketErrorCode: SocketError.AddressNotAvailable }: // a Unix socket that is not there
                    return "there is no such socket; is the server running, and is Host right?";
                case TimeoutException or SocketException { SocketErrorCode: SocketError.TimedOut }:
                    return "it did not answer in time";
                default:
                    break;
            }
        }

        return error.Message.Contains("No password has been provided", StringComparison.Ordinal)
            ? "the server wants a password; set guardian.cluster.password"
            : $"the connection failed ({Innermost(error).Message})";
    }

    private static Exception Innermost(Exception error) => error.InnerException is null ? error : Innermost(error.InnerException);
}
