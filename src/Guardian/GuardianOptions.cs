using System.Globalization;
using System.Text;
using System.Text.Json;
using Guardian.Alerts;
using Guardian.Cluster;
using Guardian.Council;
using Guardian.Health;
using Guardian.Hocon;
using Guardian.Kpi;
using Guardian.Learning;
using Guardian.Recovery;
using Guardian.Sages;
using Guardian.Workers;

namespace Guardian;

/// <summary>Everything that a node's configuration says. Immutable; a reload makes a new one.</summary>
/// <remarks>HOCON: <c>guardian</c>; defaults are written once, in the reference file (<see cref="ReferenceConfig"/>).</remarks>
public sealed record GuardianOptions
{
    private const string DefaultsKey = "worker-defaults";

    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The node itself.</summary>
    public required NodeOptions Node { get; init; }

    /// <summary>Time from one check of workers and server to the next.</summary>
    /// <value>100 ms or more.</value>
    public required TimeSpan Interval { get; init; }

    /// <summary>How long the journal keeps what happened.</summary>
    public required RetentionOptions Retention { get; init; }

    /// <summary>What counts as healthy for the server itself.</summary>
    public required HostOptions Host { get; init; }

    /// <summary>How incidents are handled.</summary>
    public required RecoveryOptions Recovery { get; init; }

    /// <summary>How the council votes.</summary>
    public required CouncilOptions Council { get; init; }

    /// <summary>What the sages go by when they judge a case.</summary>
    public required SagesOptions Sages { get; init; }

    /// <summary>How the node learns from what it sees and did.</summary>
    public required LearningOptions Learning { get; init; }

    /// <summary>How alerts reach people.</summary>
    public required AlertOptions Alerts { get; init; }

    /// <summary>How the node judges its own success.</summary>
    public required KpiOptions Kpi { get; init; }

    /// <summary>How the node acts together with others.</summary>
    public required ClusterOptions Cluster { get; init; }

    /// <summary>Groups, in the order of their definition.</summary>
    public required ValueArray<GroupOptions> Groups { get; init; }

    /// <summary>Workers, in the order of their definition.</summary>
    public required ValueArray<WorkerDefinition> Workers { get; init; }

    /// <summary>Reads a configuration and collects everything that is wrong with it.</summary>
    /// <param name="config">The whole, with the reference at the bottom (<see cref="ReferenceConfig.Under"/>).</param>
    /// <param name="problems">Collects the problems; when there are any, the result is not to be used.</param>
    /// <param name="extensions">Blocks under <c>guardian</c> that somebody else reads and checks.</param>
    /// <returns>The options, as far as they could be read.</returns>
    /// <remarks>Pure: whether commands, directories and users exist is <see cref="DefinitionRules"/>'s question.</remarks>
    public static GuardianOptions Load(HoconConfig config, ConfigProblems problems, params IEnumerable<string> extensions)
    {
        HoconSection at = WithWorkerDefaults(config).Section("guardian", problems);
        foreach (string extension in extensions.Append(DefaultsKey))
        {
            at.Value(extension);
        }

        HoconSection groups = at.Section("groups");
        HoconSection workers = at.Section("workers");
        GuardianOptions read = new()
        {
            Node = NodeOptions.Read(at.Section("node"), problems),
            Interval = at.Duration("interval"),
            Retention = RetentionOptions.Read(at.Section("retention"), problems),
            Host = HostOptions.Read(at.Section("host"), problems),
            Recovery = RecoveryOptions.Read(at.Section("recovery"), problems),
            Council = CouncilOptions.Read(at.Section("council"), problems),
            Sages = SagesOptions.Read(at.Section("sages"), problems),
            Learning = LearningOptions.Read(at.Section("learning"), problems),
            Alerts = AlertOptions.Read(at.Section("alerts"), problems),
            Kpi = KpiOptions.Read(at.Section("kpi"), problems),
            Cluster = ClusterOptions.Read(at.Section("cluster"), problems),
            Groups = groups.Sections().Select(group => GroupOptions.Read(group.Key, group.Value, problems)).ToValueArray(),
            Workers = workers.Sections().Select(worker => WorkerDefinition.Read(worker.Key, worker.Value, problems)).ToValueArray(),
        };
        problems.Require(read.Interval >= ShortestInterval, at.Path("interval"), read.Interval, "must be 100 ms or longer");
        RejectOthers(groups, "must be a block with a strategy", problems);
        RejectOthers(workers, "must be a block with a command", problems);
        at.RejectUnreadKeys(problems);
        OptionRules.Check(read, problems);
        return read;
    }

    /// <summary>Anything but a block below a section of named blocks; null takes a block of a lower layer away.</summary>
    private static void RejectOthers(HoconSection at, string rule, ConfigProblems problems)
    {
        foreach (string key in at.Keys)
        {
            if (at.Value(key) is { } value and not (HoconObject or HoconNull))
            {
                problems.Add(at.Path(key), value, rule);
            }
        }
    }

    /// <summary>Puts <c>guardian.worker-defaults</c> under each block of <c>guardian.workers</c>.</summary>
    private static HoconConfig WithWorkerDefaults(HoconConfig config)
    {
        if (config.Root is not HoconObject root || root["guardian"] is not HoconObject guardian
            || guardian["workers"] is not HoconObject workers || guardian[DefaultsKey] is not HoconObject defaults)
        {
            return config; // reading it will say what is missing
        }

        StringBuilder layer = new($"{DefaultsKey} = {defaults.ToJson()}\n");
        foreach (string worker in workers.Members.Where(worker => worker.Value is HoconObject).Select(worker => worker.Key))
        {
            layer.Append(CultureInfo.InvariantCulture, $"guardian.workers.{JsonSerializer.Serialize(worker)} = ${{{DefaultsKey}}}\n");
        }

        // What was read is already within its limits; that each worker repeats the defaults must not count against them.
        HoconLimits any = new() { MaxFileBytes = int.MaxValue, MaxTotalBytes = long.MaxValue, MaxNodes = int.MaxValue, MaxTextLength = long.MaxValue };
        return config.WithFallback(HoconParser.ParseText(layer.ToString(), $"guardian.{DefaultsKey}", new HoconOptions { Limits = any }));
    }
}
