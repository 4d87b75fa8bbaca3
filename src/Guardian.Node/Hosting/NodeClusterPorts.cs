using System.Runtime.Versioning;
using Guardian.Cluster;
using Guardian.Cluster.Postgres;
using Guardian.Linux.Guarding;
using Guardian.Persistence.Sql;
using Guardian.Workers;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Guardian.Node.Hosting;

/// <summary>Makes what a node needs to act together with others: the store and the journal on PostgreSQL, the guard.</summary>
internal static class NodeClusterPorts
{
    /// <summary>What is wrong with the cluster's settings on this server; null when they can be used.</summary>
    public static string? Obstacle(GuardianOptions options)
    {
        if (!options.Cluster.IsOn)
        {
            return null;
        }

        if (!OperatingSystem.IsLinux())
        {
            return "guardian.cluster.database: a cluster needs Linux, because floating workers must be ended with their leases";
        }

        string name = options.Node.Name ?? Environment.MachineName;
        if (!InstanceName.IsWorkerName(name))
        {
            return $"guardian.node.name = {name}: in a cluster the name {InstanceName.WorkerRule}; set it, the host's name does not fit";
        }

        try
        {
            ConnectionString(options.Cluster);
            return null;
        }
        catch (Exception unusable) when (unusable is ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // The driver's words name the keyword that it does not know, never a value.
            return $"guardian.cluster.database {options.Cluster.Database}: {unusable.Message}";
        }
    }

    /// <summary>Makes the ports once the data directory is open; null without a cluster.</summary>
    public static Func<Guid, ClusterPorts>? Factory(GuardianOptions options, string data, string mark, IProcessControl processes, ILoggerFactory logs)
    {
        if (!options.Cluster.IsOn || !OperatingSystem.IsLinux())
        {
            return null;
        }

        string connection = ConnectionString(options.Cluster);
        return home => OperatingSystem.IsLinux() ? Make(options.Cluster, connection, home, data, mark, processes, logs) : throw new System.Diagnostics.UnreachableException();
    }

    [SupportedOSPlatform("linux")]
    private static ClusterPorts Make(
        ClusterOptions options, string connection, Guid home, string data, string mark, IProcessControl processes, ILoggerFactory logs)
    {
        ILogger log = logs.CreateLogger("Guardian.Cluster");
        return new ClusterPorts
        {
            Store = new PostgresClusterStore(
                connection, new ClusterTuning { CallTimeout = new LeaseTiming(options.Lease).CallTimeout }, TimeProvider.System, log),
            OpenJournal = stop => PostgresJournal.OpenAsync(connection, TimeProvider.System, log, stop),
            Clock = BootClock.Instance,
            Guard = new LinuxLeaseGuard(processes, OwnProgram.Command, data, mark, TimeProvider.System, logs.CreateLogger("Guardian.Guard")),
            Home = home,
        };
    }

    private static string ConnectionString(ClusterOptions options)
    {
        string text = options.Database!.Reveal(Environment.GetEnvironmentVariable, File.ReadAllText)
            ?? throw new InvalidOperationException("is empty, or its environment variable is not set");
        NpgsqlConnectionStringBuilder built = new(text);
        if (options.Password is { } secret)
        {
            built.Password = secret.Reveal(Environment.GetEnvironmentVariable, File.ReadAllText)
                ?? throw new InvalidOperationException($"the password {secret} is empty, or its environment variable is not set");
        }

        built.ApplicationName ??= "guardian";
        return built.ConnectionString;
    }
}
