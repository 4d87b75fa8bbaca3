using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using Guardian.Cluster;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Hosting;
using Guardian.Learning.Forecasts;
using Microsoft.Extensions.Logging;

namespace Guardian.Workers.Actors;

/// <summary>Every effect of the supervising actors enters here.</summary>
internal sealed record WorkerPorts
{
    private readonly ConcurrentDictionary<string, Regex> _patterns = new(StringComparer.Ordinal);

    public required IProcessControl Processes { get; init; }

    public required IProbeRunner Probes { get; init; }

    public required ICommandRunner Commands { get; init; }

    public required IFaultResponder Faults { get; init; }

    /// <summary>What a trend of a figure is.</summary>
    public required Func<ForecastOptions> Forecast { get; init; }

    /// <summary>Connections, or null where the system cannot tell.</summary>
    public IConnectionControl? Connections { get; init; }

    /// <summary>Memory, or null where the system cannot be asked for it.</summary>
    public IMemoryControl? Memory { get; init; }

    /// <summary>Which floating workers the node may run, or null where it is alone.</summary>
    public FloatingRights? Rights { get; init; }

    public required Clock Clock { get; init; }

    public required NodeBoard Board { get; init; }

    /// <summary>The record keeper.</summary>
    public required IActorRef Records { get; init; }

    public required NodeFacts Facts { get; init; }

    /// <summary>Marks the node's processes: its address.</summary>
    public required string NodeMark { get; init; }

    /// <summary>Soft limit of open descriptors that workers inherit, or null when it is not known.</summary>
    public required long? DescriptorLimit { get; init; }

    /// <summary>When a file was last written (UTC), or null when there is none.</summary>
    public required Func<string, DateTime?> FileWritten { get; init; }

    /// <summary>A definition for a worker that is no longer defined while processes of it are left.</summary>
    public required Func<string, WorkerDefinition> Leftover { get; init; }

    /// <summary>Seed of the node's chances; each supervisor derives its own from it and its name, so that workers do not jitter in step.</summary>
    public required int Seed { get; init; }

    public required ILogger Log { get; init; }

    /// <summary>A worker's error pattern. Many workers share the default one, and a compiled pattern is not small.</summary>
    /// <remarks>Bounded by the patterns that configurations ever named.</remarks>
    public Regex PatternOf(string pattern) =>
        _patterns.GetOrAdd(pattern, static text => new Regex(text, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant));

    /// <summary>A launch for a worker that floats: with its fencing token, and never after its lease. Unchanged for one that does not.</summary>
    /// <returns>The launch; null when it floats and this node may not run it at the moment.</returns>
    public LaunchSpec? Fenced(LaunchSpec spec, WorkerDefinition definition)
    {
        if (definition.Placement.Mode != PlacementMode.Floating)
        {
            return spec;
        }

        return Rights?.For(definition.Name) is not { } right
            ? null
            : spec with
            {
                NotAfter = right.Until,
                Environment = spec.Environment
                    .SetItem("GUARDIAN_FENCING_TOKEN", right.Lease.Token.ToString(CultureInfo.InvariantCulture))
                    .SetItem("GUARDIAN_REPLICA", right.Lease.Replica.ToString(CultureInfo.InvariantCulture)),
            };
    }

    /// <summary>The place of an instance.</summary>
    public SlotSpec SlotOf(InstanceName name, WorkerDefinition definition) => new()
    {
        Instance = name.ToString(),
        NodeMark = NodeMark,
        LogFile = definition.LogFileOf(name.Index, Facts),
        Rotation = definition.Logs,
        RunDirectory = Path.Combine(Facts.DataDirectory, "run"),
        StateDirectory = definition.StateDirectoryOf(name.Index, Facts),
        User = definition.User,
    };
}
