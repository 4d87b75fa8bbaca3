using Guardian.Hocon;
using Guardian.Workers;

namespace Guardian.Alerts;

/// <summary>Which alerts one notifier is given.</summary>
/// <remarks>HOCON: <c>guardian.alerts.routes.NAME</c>. Applied by <see cref="AlertRouting"/>.</remarks>
public sealed record AlertRouteOptions
{
    /// <summary>Its name: the key of its block.</summary>
    public required string Name { get; init; }

    /// <summary>Levels it carries; null for all.</summary>
    public required ValueArray<AlertLevel>? Levels { get; init; }

    /// <summary>Names of workers, with <c>*</c> for any letters and <c>?</c> for one; null for all. What concerns no worker goes only
    /// to routes of all workers (null or <c>*</c>).</summary>
    public required ValueArray<string>? Workers { get; init; }

    /// <summary>Who carries it: a name under <c>guardian.alerts.notifiers</c>.</summary>
    public required string Notifier { get; init; }

    /// <summary>Name and what it says, for messages.</summary>
    /// <returns>For example <c>ops: [Critical, High] of [*] to slack-ops</c>.</returns>
    public override string ToString() => $"{Name}: {Levels?.ToString() ?? "all levels"} of {Workers?.ToString() ?? "all workers"} to {Notifier}";

    internal static AlertRouteOptions Read(string name, HoconSection at, ConfigProblems problems)
    {
        string[]? levels = at.TextsOrNull("levels") is { } texts ? [.. texts] : null;
        string[]? workers = at.TextsOrNull("workers") is { } globs ? [.. globs] : null;
        AlertRouteOptions read = new()
        {
            Name = name,
            Levels = levels?.Select(level => LevelOf(level) ?? AlertLevel.Low).ToValueArray(),
            Workers = workers?.ToValueArray(),
            Notifier = at.Text("notifier"),
        };
        problems.Require(InstanceName.IsWorkerName(name), at.FullPath, name, InstanceName.WorkerRule);
        problems.Require(levels is not { Length: 0 }, at.Path("levels"), levels, "must name a level; null stands for all");
        problems.Require(workers is not { Length: 0 }, at.Path("workers"), workers, "must name a worker; null stands for all");
        foreach (string level in (levels ?? []).Where(level => LevelOf(level) is null))
        {
            problems.Add(at.Path("levels"), level, "must be one of critical, high, medium, low");
        }

        at.RejectUnreadKeys(problems);
        return read;
    }

    private static AlertLevel? LevelOf(string text) => text switch
    {
        "low" => AlertLevel.Low,
        "medium" => AlertLevel.Medium,
        "high" => AlertLevel.High,
        "critical" => AlertLevel.Critical,
        _ => null,
    };
}
