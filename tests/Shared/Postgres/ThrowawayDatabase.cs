using Npgsql;

namespace Guardian.Testing.Postgres;

/// <summary>An empty database of one test's own.</summary>
internal sealed class ThrowawayDatabase(ThrowawayPostgres server, string name) : IAsyncDisposable
{
    /// <summary>The server it is on.</summary>
    internal ThrowawayPostgres Server { get; } = server;

    /// <summary>Its name.</summary>
    internal string Name { get; } = name;

    /// <summary>Over TCP, as superuser.</summary>
    internal string ConnectionString => Server.ConnectionString(Name);

    /// <summary>Over the Unix socket, as superuser.</summary>
    internal string SocketConnectionString => Server.SocketConnectionString(Name);

    /// <summary>A database on the server that all tests of this assembly share.</summary>
    /// <param name="options">More of CREATE DATABASE, such as a collation.</param>
    internal static async Task<ThrowawayDatabase> CreateAsync(string options = "") =>
        await (await ThrowawayPostgres.SharedAsync()).CreateDatabaseAsync(options);

    /// <summary>Runs statements in it as superuser.</summary>
    internal Task ExecuteAsync(string sql) => Server.ExecuteAsync(sql, Name);

    /// <summary>Runs a query in it as superuser.</summary>
    /// <returns>The first column of the first row.</returns>
    internal Task<object?> QueryAsync(string sql) => Server.QueryAsync(sql, Name);

    /// <summary>Drops it, whoever is still connected.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Server.ExecuteAsync($"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
        }
        catch (NpgsqlException)
        {
            // The test has stopped the server; the database goes with it.
        }
    }
}
