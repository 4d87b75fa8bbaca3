using System.Collections.Immutable;
using Guardian.Health;

namespace Guardian.Workers;

/// <summary>What a reload has to do about one worker.</summary>
public abstract record DefinitionChange
{
    // Every key of a definition, once. A running process has already taken over those marked true: they need a new one.
    private static readonly ImmutableArray<(string Key, bool NeedsRestart, Func<WorkerDefinition, object?> Read)> Keys =
    [
        ("command", true, definition => definition.Command),
        ("directory", true, definition => definition.Directory),
        ("environment", true, definition => definition.Environment),
        ("user", true, definition => definition.User),
        ("umask", true, definition => definition.Umask),
        ("nice", true, definition => definition.Nice),
        ("limits", true, definition => definition.Limits),
        ("state.directory", true, definition => definition.State.Directory),
        ("health.notify", true, definition => definition.Health.Notify),
        ("health.watchdog", true, definition => definition.Health.Watchdog),
        ("placement.mode", true, definition => definition.Placement.Mode),
        ("instances", false, definition => definition.Instances),
        ("critical", false, definition => definition.Critical),
        ("group", false, definition => definition.Group),
        ("depends-on", false, definition => definition.DependsOn),
        ("queues", false, definition => definition.Queues),
        ("placement", false, definition => definition.Placement with { Mode = PlacementMode.Local }),
        ("autostart", false, definition => definition.Autostart),
        ("up-after", false, definition => definition.UpAfter),
        ("restart", false, definition => definition.Restart),
        ("stop", false, definition => definition.Stop),
        ("health", false, HealthButLaunch),
        ("state", false, definition => definition.State with { Directory = null }),
        ("recovery", false, definition => definition.Recovery),
        ("logs", false, definition => definition.Logs),
        ("orphans", false, definition => definition.Orphans),
        ("cleanup-before-start", false, definition => definition.CleanupBeforeStart),
    ];

    private DefinitionChange() { }

    /// <summary>Nothing changed.</summary>
    public sealed record None : DefinitionChange;

    /// <summary>Only what the node itself applies changed: the processes are not touched.</summary>
    /// <param name="Changed">The keys that changed.</param>
    public sealed record LiveOnly(ValueArray<string> Changed) : DefinitionChange;

    /// <summary>Something changed that a running process has already taken over.</summary>
    /// <param name="Changed">All keys that changed.</param>
    /// <param name="Reason">In words, naming those that need the restart.</param>
    public sealed record Restart(ValueArray<string> Changed, string Reason) : DefinitionChange;

    /// <summary>Compares two definitions of the same worker.</summary>
    /// <param name="before">The one that is applied.</param>
    /// <param name="after">The one that was read.</param>
    /// <returns>The least that has to be done.</returns>
    public static DefinitionChange Compare(WorkerDefinition before, WorkerDefinition after)
    {
        var changed = Keys.Where(key => !Equals(key.Read(before), key.Read(after))).ToImmutableArray();
        ValueArray<string> names = new([.. changed.Select(key => key.Key)]);
        string[] restart = [.. changed.Where(key => key.NeedsRestart).Select(key => key.Key)];
        return names.IsEmpty ? new None()
            : restart.Length == 0 ? new LiveOnly(names)
            : new Restart(names, $"{string.Join(", ", restart)} changed");
    }

    private static HealthOptions HealthButLaunch(WorkerDefinition definition) => definition.Health with { Notify = false, Watchdog = null };
}
