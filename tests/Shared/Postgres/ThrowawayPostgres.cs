using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Guardian.Testing.Postgres;

/// <summary>A PostgreSQL server of a test's own: made in a temporary directory, and gone with the process that started it, kill -9 included.</summary>
/// <remarks>
/// <para>A shell stands between the tests and the server. Its standard input is a pipe from this process: what is written there are orders,
/// and its end, however that comes, is the order to end the server at once and to remove the directory.</para>
/// <para>Programs are looked for in PATH and in /usr/lib/postgresql. The server refuses root, so for root it runs as the user postgres.
/// It listens on 127.0.0.1 (a password is asked for) and on a Unix socket (none is).</para>
/// <para>Use: <c>await using ThrowawayDatabase database = await ThrowawayDatabase.CreateAsync();</c></para>
/// </remarks>
internal sealed class ThrowawayPostgres : IAsyncDisposable
{
    /// <summary>The one role there is at first, a superuser.</summary>
    internal const string User = "postgres";

    /// <summary>Its password.</summary>
    internal const string Password = "only-for-tests";

    /// <summary>What is waited for takes far less; a machine may be busy.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private const string Keeper = """
        trap '' INT TERM HUP PIPE
        programs=$1; top=$2; server=
        while read -r order argument; do
            case $order in
            init)
                printf '%s' "$argument" >"$top/password"
                "$programs/initdb" -D "$top/data" -U postgres --pwfile="$top/password" --auth-local=trust --auth-host=scram-sha-256 \
                    --encoding=UTF8 --locale=C --no-sync </dev/null >"$top/log" 2>&1
                echo "$?" ;;
            start)
                "$programs/postgres" -D "$top/data" -k "$top" -p "$argument" </dev/null >>"$top/log" 2>&1 &
                server=$!
                echo "$server" ;;
            stop)
                kill -s "$argument" "$server" && kill -s CONT "$server"
                wait "$server"
                server=
                echo stopped ;;
            esac
        done 2>/dev/null
        # End of input: whoever wanted the server is gone.
        if [ -n "$server" ]; then
            kill -s QUIT "$server"; kill -s CONT "$server"
            wait "$server"
        fi 2>/dev/null
        rm -rf "$top"
        """;

    private static readonly Lock s_sharing = new();
    private static Task<ThrowawayPostgres>? s_shared;
    private static int s_ports;

    private readonly Process _keeper;
    private readonly SemaphoreSlim _orders = new(1, 1);
    private int _databases;
    private bool _running;

    private ThrowawayPostgres(Process keeper, string top) => (_keeper, Top) = (keeper, top);

    /// <summary>Everything of this server is below it, its socket too.</summary>
    internal string Top { get; }

    /// <summary>The data directory.</summary>
    internal string Data => Path.Combine(Top, "data");

    /// <summary>Port on 127.0.0.1; the same after a restart.</summary>
    internal int Port { get; private set; }

    /// <summary>The server's main process; another one after a restart.</summary>
    internal int ProcessId { get; private set; }

    /// <summary>The server that all tests of this assembly share, without fsync. Whoever stops a server starts one of its own.</summary>
    internal static Task<ThrowawayPostgres> SharedAsync()
    {
        lock (s_sharing)
        {
            return s_shared ??= StartNewAsync();
        }
    }

    /// <summary>Makes a server and starts it.</summary>
    /// <param name="fsync">Whether commits reach the disk: for what is measured, or survives a crash of the machine. Off is faster.</param>
    /// <param name="settings">Further lines of postgresql.conf.</param>
    /// <returns>Disposing it ends it and removes its files.</returns>
    internal static async Task<ThrowawayPostgres> StartNewAsync(bool fsync = false, params string[] settings)
    {
        string programs = FindPrograms();
        // Made by the user who runs the server: the directory has to be that user's.
        string top = await RunAsync([.. AsServerUser(), "mktemp", "-d", Path.Combine(Path.GetTempPath(), "guardian-pg-XXXXXX")]);
        ThrowawayPostgres server = new(Begin([.. AsServerUser(), "sh", "-c", Keeper, "keeper", programs, top]), top);
        try
        {
            string code = await server.OrderAsync($"init {Password}");
            if (code != "0")
            {
                throw new InvalidOperationException($"initdb ended with {code}: {await server.LogAsync()}");
            }

            await File.AppendAllLinesAsync(Path.Combine(server.Data, "postgresql.conf"),
            [
                "listen_addresses = '127.0.0.1'",
                "max_connections = 300",
                "jit = off",
                "log_line_prefix = '%m [%p] %a '",
                $"fsync = {(fsync ? "on" : "off")}",
                $"full_page_writes = {(fsync ? "on" : "off")}",
                .. settings,
            ]);
            await server.StartOnFreePortAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Connection string over TCP.</summary>
    internal string ConnectionString(string database = "postgres") => Over("127.0.0.1", database, Password);

    /// <summary>Connection string over the Unix socket.</summary>
    internal string SocketConnectionString(string database = "postgres") => Over(Top, database, null);

    /// <summary>Makes an empty database that no other test uses.</summary>
    /// <param name="options">More of CREATE DATABASE, such as a collation.</param>
    /// <returns>Disposing it drops it, whoever is still connected.</returns>
    internal async Task<ThrowawayDatabase> CreateDatabaseAsync(string options = "")
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"test_{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE template0 {options}");
        return new ThrowawayDatabase(this, name);
    }

    /// <summary>Runs statements as superuser, on a connection of their own.</summary>
    internal async Task ExecuteAsync(string sql, string database = "postgres")
    {
        await using NpgsqlConnection connection = await ConnectAsync(database);
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a query as superuser, on a connection of its own.</summary>
    /// <returns>The first column of the first row.</returns>
    internal async Task<object?> QueryAsync(string sql, string database = "postgres")
    {
        await using NpgsqlConnection connection = await ConnectAsync(database);
        await using NpgsqlCommand command = new(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Starts the server again, on the same port, and waits until it answers.</summary>
    internal async Task StartAsync()
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (!_running && !await TryStartAsync())
        {
            // After Kill the processes that were left hold the shared memory for another moment, and the server refuses to start.
            if (TimeProvider.System.GetElapsedTime(begun) > s_patience)
            {
                throw new InvalidOperationException($"the server does not start: {await LogAsync()}");
            }
        }
    }

    /// <summary>Stops the server and waits until it is gone.</summary>
    internal async Task StopAsync(PostgresStop how = PostgresStop.Fast)
    {
        if (_running)
        {
            _running = false;
            await OrderAsync($"stop {how switch { PostgresStop.Fast => "INT", PostgresStop.Immediate => "QUIT", _ => "KILL" }}");
        }
    }

    /// <summary>Stops and starts it.</summary>
    internal async Task RestartAsync(PostgresStop how = PostgresStop.Fast)
    {
        await StopAsync(how);
        await StartAsync();
    }

    /// <summary>What the server has logged.</summary>
    internal async Task<string> LogAsync() => await File.ReadAllTextAsync(Path.Combine(Top, "log"));

    /// <summary>Ends the server at once and removes its files.</summary>
    public async ValueTask DisposeAsync()
    {
        _running = false;
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync().WaitAsync(s_patience);
        _keeper.Dispose();
        _orders.Dispose();
    }

    private string Over(string host, string database, string? password) => new NpgsqlConnectionStringBuilder
    {
        Host = host,
        Port = Port,
        Database = database,
        Username = User,
        Password = password,
    }.ToString();

    private async Task<NpgsqlConnection> ConnectAsync(string database)
    {
        NpgsqlConnection connection = new(SocketConnectionString(database) + ";Pooling=false");
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task StartOnFreePortAsync()
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            Port = FreePort();
            if (await TryStartAsync())
            {
                return; // else somebody else took the port in between, most likely
            }
        }

        throw new InvalidOperationException($"the server does not start: {await LogAsync()}");
    }

    private async Task<bool> TryStartAsync()
    {
        ProcessId = int.Parse(await OrderAsync(string.Create(CultureInfo.InvariantCulture, $"start {Port}")), CultureInfo.InvariantCulture);
        _running = true;
        long begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = await ConnectAsync("postgres");
                return true;
            }
            catch (NpgsqlException) when (TimeProvider.System.GetElapsedTime(begun) < s_patience)
            {
                if (HasEnded(ProcessId))
                {
                    await StopAsync(); // the keeper collects what is left of it
                    return false;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    private async Task<string> OrderAsync(string order)
    {
        await _orders.WaitAsync();
        try
        {
            await _keeper.StandardInput.WriteLineAsync(order);
            await _keeper.StandardInput.FlushAsync();
            return await _keeper.StandardOutput.ReadLineAsync().WaitAsync(s_patience)
                ?? throw new InvalidOperationException($"the keeper of the server in {Top} has ended");
        }
        finally
        {
            _orders.Release();
        }
    }

    /// <summary>
    /// A port below those that the kernel gives to outgoing connections, so that it stays free while the server is stopped; and another one
    /// for each server of this process, because pools of connections outlive servers.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            int port = 20_000 + ((Environment.ProcessId * 31 + Interlocked.Increment(ref s_ports)) % 12_000);
            try
            {
                using TcpListener probe = new(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException inUse) when (inUse.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // The next one then.
            }
        }
    }

    private static bool HasEnded(int pid)
    {
        try
        {
            // "pid (name) state ...": the name is postgres. A zombie waits for the keeper, which looks only when asked.
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat")).Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static string FindPrograms()
    {
        IEnumerable<string> versions = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(
                path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out int version) ? version : 0)
            : [];
        IEnumerable<string> places = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Concat(versions.Select(path => Path.Combine(path, "bin")));
        return places.FirstOrDefault(place => File.Exists(Path.Combine(place, "postgres")) && File.Exists(Path.Combine(place, "initdb")))
            ?? throw new InvalidOperationException("no PostgreSQL server programs in PATH or /usr/lib/postgresql; install the package postgresql");
    }

    private static string[] AsServerUser() =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] : [];

    private static async Task<string> RunAsync(string[] command)
    {
        using Process process = Begin(command);
        process.StandardInput.Close();
        string answer = await process.StandardOutput.ReadToEndAsync().WaitAsync(s_patience);
        await process.WaitForExitAsync().WaitAsync(s_patience);
        return process.ExitCode == 0 ? answer.Trim() : throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}");
    }

    private static Process Begin(string[] command)
    {
        Process process = new()
        {
            StartInfo = new ProcessStartInfo(command[0], command[1..])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                WorkingDirectory = "/", // the server's user may not be allowed where the tests run
            },
        };
        process.StartInfo.Environment["LC_ALL"] = "C"; // its messages are read by people and compared by tests
#pragma warning disable RS0030 // A test plays the administrator of a database, who has no IProcessControl.
        process.Start();
#pragma warning restore RS0030
        return process;
    }
}
