using System.Text;
using System.Text.Json;
using Guardian.Alerts;
using Guardian.Journal;
using Guardian.Recovery;
using Guardian.Workers;
using Microsoft.Extensions.Logging;

namespace Guardian.Hosting;

/// <summary>Composes a node inside a program of one's own (<see cref="GuardianHostExtensions.AddGuardian"/>).</summary>
/// <remarks>
/// The ports come from the adapters' own extensions: <c>WithLinuxProcesses()</c> of Guardian.Linux, <c>WithSqliteJournal()</c> of
/// Guardian.Persistence.Sql.
/// </remarks>
public sealed class GuardianBuilder
{
    private readonly StringBuilder _configuration = new();
    private readonly List<IDisposable> _owned = [];
    private readonly List<IRecoveryAction> _actions = [];
    private readonly List<Func<GuardianOptions, IEnumerable<INotifier>>> _notifiers = [];
    private Func<ILoggerFactory, GuardianPorts>? _ports;
    private Func<string, ILoggerFactory, CancellationToken, Task<IEventJournal>>? _journal;

    internal GuardianBuilder() { }

    /// <summary>Defines a worker.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="define">Says what it is.</param>
    /// <returns>This.</returns>
    public GuardianBuilder WithWorker(string name, Action<WorkerBuilder> define)
    {
        WorkerBuilder worker = new();
        define(worker);
        _configuration.Append(worker.Build(name));
        return this;
    }

    /// <summary>Adds configuration in HOCON, for example <c>guardian.interval = 5s</c>.</summary>
    /// <param name="hocon">HOCON with full paths.</param>
    /// <returns>This.</returns>
    public GuardianBuilder WithConfiguration(string hocon)
    {
        _configuration.Append(hocon).Append('\n');
        return this;
    }

    /// <summary>Chooses the data directory: the same as <c>guardian.node.data</c>, which is <c>data</c> below the current directory otherwise.</summary>
    /// <param name="path">Any path.</param>
    /// <returns>This.</returns>
    public GuardianBuilder WithData(string path)
    {
        return WithConfiguration($"guardian.node.data = {JsonSerializer.Serialize(Path.GetFullPath(path))}");
    }

    /// <summary>Gives the ports to the system's processes.</summary>
    /// <param name="ports">Makes them when the host starts; they are disposed with it.</param>
    /// <returns>This.</returns>
    public GuardianBuilder WithPorts(Func<ILoggerFactory, GuardianPorts> ports)
    {
        _ports = ports;
        return this;
    }

    /// <summary>Adds a recovery action; one with the name of a built-in replaces it.</summary>
    /// <param name="action">The action.</param>
    /// <returns>This.</returns>
    public GuardianBuilder WithRecoveryAction(IRecoveryAction action)
    {
        _actions.Add(action);
        return this;
    }

    /// <summary>Adds those that carry alerts to people.</summary>
    /// <param name="notifiers">Makes them for a configuration; asked again at each reload.</param>
    /// <returns>This.</returns>
    public GuardianBuilder WithNotifiers(Func<GuardianOptions, IEnumerable<INotifier>> notifiers)
    {
        _notifiers.Add(notifiers);
        return this;
    }

    /// <summary>Gives the store; without one nothing outlives the program.</summary>
    /// <param name="open">Opens it, given the data directory.</param>
    /// <returns>This.</returns>
    public GuardianBuilder WithJournal(Func<string, ILoggerFactory, CancellationToken, Task<IEventJournal>> open)
    {
        _journal = open;
        return this;
    }

    /// <summary>Reads the configuration and makes the setup.</summary>
    /// <exception cref="InvalidOperationException">There are no ports, or the configuration has problems; the message lists them all.</exception>
    internal (GuardianNodeSetup Setup, ConfigurationReading.Good Reading) Build(ILoggerFactory logs, TimeProvider time)
    {
        if (_ports is null)
        {
            throw new InvalidOperationException("Guardian has no ports to processes: call WithLinuxProcesses() of Guardian.Linux, or WithPorts");
        }

        ConfigurationText configuration = new(_configuration.ToString(), Environment.CurrentDirectory, new FileSystemDefinitionProbe());
        ConfigurationReading reading = configuration.Read();
        if (reading is not ConfigurationReading.Good good)
        {
            throw new InvalidOperationException(string.Join('\n', ((ConfigurationReading.Bad)reading).Problems));
        }

        string data = Path.GetFullPath(good.Options.Node.Data);
        GuardianPorts ports = _ports(logs);
        _owned.AddRange(ports.Owned);
        return (
            new GuardianNodeSetup
            {
                Configuration = configuration,
                DataDirectory = data,
                Address = $"host:{data}",
                Processes = ports.Processes,
                Probes = ports.Probes,
                Commands = ports.Commands,
                Host = ports.Host,
                Connections = ports.Connections,
                Memory = ports.Memory,
                Actions = [.. _actions],
                Notifiers = now => [.. _notifiers.SelectMany(notifiers => notifiers(now))],
                OpenJournal = _journal is null ? null : stop => _journal(data, logs, stop),
                Time = time,
                Seed = Environment.ProcessId,
                Logs = logs,
            },
            good);
    }

    internal void Release()
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }

        _owned.Clear();
    }
}
