using Guardian.Health;
using Guardian.Hocon;
using Guardian.Recovery;

namespace Guardian.Workers;

/// <summary>Everything a person said about one worker. Compared by content, so that a reload can tell what changed.</summary>
/// <remarks>HOCON: <c>guardian.workers.NAME</c> over <c>guardian.worker-defaults</c>; defaults are written once, in the reference
/// file.</remarks>
public sealed record WorkerDefinition
{
    /// <summary>Its name: the key of its block.</summary>
    /// <value>See <see cref="InstanceName.IsWorkerName"/>.</value>
    public required string Name { get; init; }

    /// <summary>Program and arguments, no shell.</summary>
    /// <value>At least one entry; placeholders allowed (<see cref="Placeholders"/>).</value>
    public required ValueArray<string> Command { get; init; }

    /// <summary>Working directory; null for the directory of the configuration file, and relative to that.</summary>
    public required string? Directory { get; init; }

    /// <summary>Variables added to the node's own environment.</summary>
    /// <value>Placeholders allowed in the values.</value>
    public required ValueDictionary Environment { get; init; }

    /// <summary>User to run as (name or number), or null for the node's own.</summary>
    public required string? User { get; init; }

    /// <summary>File mode creation mask, or null to inherit.</summary>
    /// <value>0 to 0777. HOCON: octal digits as text, <c>"0027"</c>.</value>
    public required int? Umask { get; init; }

    /// <summary>Niceness; 0 leaves the node's own.</summary>
    /// <value>-20 to 19.</value>
    public required int Nice { get; init; }

    /// <summary>Resource limits by the names of prlimit(1).</summary>
    /// <value><c>soft</c>, <c>soft:hard</c> or <c>unlimited</c> for each.</value>
    public required ValueDictionary Limits { get; init; }

    /// <summary>How many instances run.</summary>
    public required InstanceOptions Instances { get; init; }

    /// <summary>Whether the whole system is critical when this worker is.</summary>
    public required bool Critical { get; init; }

    /// <summary>Group that fails together, by the strategy of <c>guardian.groups.NAME</c>; null for none.</summary>
    public required string? Group { get; init; }

    /// <summary>Workers that must be ready before it starts.</summary>
    public required ValueArray<string> DependsOn { get; init; }

    /// <summary>Queues it consumes: names shown beside it.</summary>
    public required ValueArray<string> Queues { get; init; }

    /// <summary>On which nodes it runs.</summary>
    public required PlacementOptions Placement { get; init; }

    /// <summary>Whether it starts with the node; otherwise only when a person says so.</summary>
    public required bool Autostart { get; init; }

    /// <summary>Time alive that counts as started where neither notify nor a startup probe says it better.</summary>
    /// <value>Zero or more.</value>
    public required TimeSpan UpAfter { get; init; }

    /// <summary>When and how fast an ended instance is started again.</summary>
    public required RestartOptions Restart { get; init; }

    /// <summary>How an instance is asked to stop.</summary>
    public required StopOptions Stop { get; init; }

    /// <summary>What counts as healthy.</summary>
    public required HealthOptions Health { get; init; }

    /// <summary>Where it keeps what must outlive it.</summary>
    public required StateOptions State { get; init; }

    /// <summary>What recovery may and can do about it.</summary>
    public required WorkerRecoveryOptions Recovery { get; init; }

    /// <summary>Rotation of its log files.</summary>
    public required LogRotationOptions Logs { get; init; }

    /// <summary>What happens to instances an earlier node left running.</summary>
    public required OrphanPolicy Orphans { get; init; }

    /// <summary>Whether its places on disk are cleaned up before each start.</summary>
    public required bool CleanupBeforeStart { get; init; }

    /// <summary>The worker as start order sees it.</summary>
    public StartNode StartNode => new(Name, DependsOn);

    internal static WorkerDefinition Read(string name, HoconSection at, ConfigProblems problems)
    {
        WorkerDefinition read = new()
        {
            Name = name,
            Command = Commands.Read(at, "command", problems),
            Directory = at.TextOrNull("directory"),
            Environment = new ValueDictionary(at.TextMap("environment")),
            User = at.TextOrNull("user"),
            Umask = ReadUmask(at, problems),
            Nice = at.Int32("nice"),
            Limits = new ValueDictionary(at.TextMap("limits")),
            Instances = InstanceOptions.Read(at.Section("instances"), problems),
            Critical = at.Boolean("critical"),
            Group = at.TextOrNull("group"),
            DependsOn = at.Texts("depends-on"),
            Queues = at.Texts("queues"),
            Placement = PlacementOptions.Read(at.Section("placement"), problems),
            Autostart = at.Boolean("autostart"),
            UpAfter = at.Duration("up-after"),
            Restart = RestartOptions.Read(at.Section("restart"), problems),
            Stop = StopOptions.Read(at.Section("stop"), problems),
            Health = HealthOptions.Read(at.Section("health"), problems),
            State = StateOptions.Read(at.Section("state"), problems),
            Recovery = WorkerRecoveryOptions.Read(at.Section("recovery"), problems),
            Logs = LogRotationOptions.Read(at.Section("logs"), problems),
            Orphans = at.Choice<OrphanPolicy>("orphans"),
            CleanupBeforeStart = at.Boolean("cleanup-before-start"),
        };
        problems.Require(InstanceName.IsWorkerName(name), at.FullPath, name, $"the name {InstanceName.WorkerRule}");
        problems.Require(
            read.Directory is not "",
            at.Path("directory"),
            read.Directory,
            "must not be empty; null stands for the configuration's directory");
        problems.Require(read.User is not "", at.Path("user"), read.User, "must not be empty; null stands for the node's own user");
        problems.Require(read.Nice is >= -20 and <= 19, at.Path("nice"), read.Nice, "must be -20 to 19");
        problems.Require(read.UpAfter >= TimeSpan.Zero, at.Path("up-after"), read.UpAfter, "must be zero or longer");
        CheckNames(at, read, problems);
        at.RejectUnreadKeys(problems);
        return read;
    }

    private static int? ReadUmask(HoconSection at, ConfigProblems problems)
    {
        if (at.TextOrNull("umask") is not { } text)
        {
            return null;
        }

        // Octal as everywhere else on the system; read as a decimal number, "0027" would be a different mask.
        bool octal = text.Length is > 0 and <= 4 && text.All(digit => digit is >= '0' and <= '7');
        int mask = octal ? Convert.ToInt32(text, 8) : -1;
        problems.Require(mask is >= 0 and <= 511, at.Path("umask"), text, "must be octal digits from 0 to 0777, such as \"0027\"");
        return mask is >= 0 and <= 511 ? mask : null;
    }

    private static void CheckNames(HoconSection at, WorkerDefinition read, ConfigProblems problems)
    {
        foreach (string variable in read.Environment.Keys.Where(name => name.Length == 0 || name.AsSpan().ContainsAny('=', '\0')))
        {
            problems.Add(
                $"{at.Path("environment")}.\"{variable}\"",
                read.Environment[variable],
                "the name of a variable must not be empty nor hold '='");
        }

        foreach (string variable in read.Environment.Keys.Where(InstancePlan.IsReserved))
        {
            problems.Add($"{at.Path("environment")}.{variable}", read.Environment[variable], "is set by the node itself");
        }

        foreach (KeyValuePair<string, string> limit in read.Limits)
        {
            string path = $"{at.Path("limits")}.{limit.Key}";
            problems.Require(
                ResourceLimits.IsName(limit.Key), path, limit.Value, $"must be one of {string.Join(", ", ResourceLimits.Names)}");
            problems.Require(ResourceLimits.IsValue(limit.Value), path, limit.Value, "must be a number, soft:hard, or unlimited");
        }
    }
}
