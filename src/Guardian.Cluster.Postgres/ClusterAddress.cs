using System.Globalization;
using Npgsql;

namespace Guardian.Cluster.Postgres;

/// <summary>Where the shared database is, and how connections to it are set up.</summary>
internal sealed class ClusterAddress
{
    private readonly NpgsqlConnectionStringBuilder _settings;

    /// <exception cref="ArgumentException">The text is not a connection string. Nothing of it is repeated, because it may hold a password.</exception>
    internal ClusterAddress(string connectionString, ClusterTuning tuning)
    {
        try
        {
            _settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception refused) when (refused is ArgumentException or FormatException or InvalidCastException or OverflowException or KeyNotFoundException)
        {
            // Without the driver's exception: its words may repeat a piece of a password that holds a semicolon.
            throw new ArgumentException(
                "The connection string of the cluster's database is not understood: write Host=...;Database=...;Username=..., and quote a value that holds a semicolon",
                nameof(connectionString));
        }

        if (string.IsNullOrWhiteSpace(_settings.Host))
        {
            throw new ArgumentException("The connection string of the cluster's database names no Host", nameof(connectionString));
        }

        string[] hosts = [.. _settings.Host.Split(',').Select(host => host.Trim())];
        _settings.Pooling = false; // ours is smaller, and knows which connection is to be trusted
        _settings.Multiplexing = false;
        _settings.Enlist = false;
        _settings.PersistSecurityInfo = false;
        _settings.IncludeErrorDetail = false; // a detail may show a row, and a row a command's body
        _settings.CommandTimeout = 0; // the end of a call is watched from outside: the driver would open a second connection to cancel it, and wait for that
        _settings.KeepAlive = 0;
        _settings.Timeout = Math.Max(1, (int)(tuning.CallTimeout.TotalSeconds / hosts.Length)); // for each server, so that a second one gets its turn
        _settings.ApplicationName = Said("Application Name") ? _settings.ApplicationName : "guardian";
        if (!Said("GSS Encryption Mode"))
        {
            _settings.GssEncryptionMode = GssEncryptionMode.Disable; // asking for it costs a round trip and a library that may be missing
        }

        if (hosts.Length > 1 && !Said("Target Session Attributes"))
        {
            _settings.TargetSessionAttributes = "primary"; // a standby cannot be written
        }

        // A node that is gone, or frozen in the middle, must not keep locks; and what its caller has given up must not come about much later.
        string limit = string.Create(CultureInfo.InvariantCulture, $"{(int)tuning.CallTimeout.TotalMilliseconds}ms");
        _settings.Options = $"""
            {_settings.Options} -c statement_timeout={limit} -c lock_timeout={limit} -c idle_in_transaction_session_timeout=10s
            -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3 -c tcp_user_timeout=20s
            """.ReplaceLineEndings(" ").Trim();
        // A lease that was granted or renewed must not be lost with the server, whatever its administrator prefers for other data.
        _settings.Options += " -c synchronous_commit=on";
        if (!hosts.Any(IsSocket))
        {
            // Something travels on an idle connection, so that no firewall forgets it.
            _settings.TcpKeepAlive = true;
            _settings.TcpKeepAliveTime = 10;
            _settings.TcpKeepAliveInterval = 3;
        }

        User = _settings.Username ?? string.Empty;
        Database = _settings.Database ?? User;
        string server = string.Join(',', hosts.Select(WithPort));
        Name = $"{server}/{Database}";
    }

    /// <summary>Servers and database, without secrets.</summary>
    internal string Name { get; }

    /// <summary>The role.</summary>
    internal string User { get; }

    /// <summary>The database's name.</summary>
    internal string Database { get; }

    /// <summary>Makes connections for calls.</summary>
    internal NpgsqlDataSource Calls() => Source(_settings);

    /// <summary>Makes connections that are listened on: tried now and then while nothing is heard.</summary>
    internal NpgsqlDataSource Listening(TimeSpan ping) => Source(
        new NpgsqlConnectionStringBuilder(_settings.ConnectionString) { KeepAlive = Math.Max(1, (int)Math.Round(ping.TotalSeconds)) });

    private static NpgsqlDataSource Source(NpgsqlConnectionStringBuilder settings)
    {
        NpgsqlDataSourceBuilder source = new(settings.ConnectionString);
        source.ConfigureTypeLoading(types => types.EnableTypeLoading(false)); // only built-in types are used; this saves a large query
        return source.Build();
    }

    private bool Said(string key) => _settings.Keys?.Cast<string>().Contains(key, StringComparer.OrdinalIgnoreCase) ?? false;

    private static bool IsSocket(string host) => host.StartsWith('/') || host.StartsWith('@');

    private string WithPort(string host) => IsSocket(host) || host.Contains(':', StringComparison.Ordinal)
        ? host
        : string.Create(CultureInfo.InvariantCulture, $"{host}:{_settings.Port}");
}
