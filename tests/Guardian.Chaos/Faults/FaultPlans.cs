using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Faults;

/// <summary>The faults of a campaign.</summary>
internal static class FaultPlans
{
    public const string Kill = "kill -9";
    public const string Poison = "poison task";
    public const string Dependency = "dependency down";
    public const string NodeKill = "node kill -9";

    private static readonly Pool[] s_any = [Pool.Web, Pool.Queue, Pool.Cache, Pool.Job];

    /// <summary>Each kind once; a campaign deals them like cards, all of them before any comes again.</summary>
    public static IReadOnlyList<FaultPlan> All { get; } =
    [
        new() { Name = "crash", Pools = s_any, Ends = true, Order = _ => "crash" },
        new() { Name = "exit 3", Pools = s_any, Ends = true, Order = _ => "exit code=3" },
        new() { Name = Kill, Pools = s_any, Ends = true },
        new() { Name = "hang", Pools = s_any, Order = _ => "hang" },
        new() { Name = "no progress", Pools = s_any, Order = _ => "stall" },
        new() { Name = "leak", Pools = [Pool.Cache, Pool.Job], Order = _ => "leak rate=80MiB/s limit=240MiB" },
        new() { Name = "spin", Pools = s_any, Order = _ => "spin" },
        new() { Name = "error burst", Pools = [Pool.Web, Pool.Job], Order = _ => "errors rate=4 text=ERROR: request failed: upstream closed the connection" },
        new() { Name = "slow answers", Pools = [Pool.Web], Order = _ => "slow-answers by=2s" },
        new() { Name = Poison, Pools = [Pool.Queue], Ends = true, IsForAllInstances = true, Order = site => $"poison task={site.PoisonTask}" },
        new() { Name = "stuck connection", Pools = [Pool.Web, Pool.Job, Pool.Cache], Order = site => $"stuck port={site.DeadPort}" },
        new() { Name = Dependency, Pools = [Pool.Dependent], Ends = true, IsForWholePool = true },
        new() { Name = "zombie children", Pools = [Pool.Cache, Pool.Job], Order = _ => "zombies count=5" },
        new() { Name = "hang, deaf to SIGTERM", Pools = s_any, Order = _ => "hang deaf=yes cure=hard" },
        new() { Name = "loop, a hook cures", Pools = [Pool.Job], Ends = true, Order = site => $"exit code=9 cure=file:{site.Places.Lock(site.Worker.Name)}" },
        new() { Name = "loop, nothing cures", Pools = [Pool.Job], Ends = true, Expected = Expected.Escalated, Order = _ => "exit code=11 cure=never" },
        new() { Name = NodeKill, Pools = [] },
    ];

    /// <summary>Faults whose looks tell what cures them, to who remembers; the cures differ from each other, and no fixed rule has all of them.</summary>
    public static IReadOnlyList<FaultPlan> Lessons { get; } =
    [
        Lesson("errors, connections cure", _ => "errors rate=4 cure=usr1 text=ERROR: pool exhausted, all connections are in use"),
        Lesson("errors, killing cures", _ => "errors rate=4 cure=hard text=ERROR: shutdown handler is corrupt, state was written back"),
        Lesson("errors, a hook cures", site => $"errors rate=4 cure=file:{site.Places.Lock(site.Worker.Name)} text=ERROR: index is locked by another writer"),
        Lesson("errors, a restart cures", _ => "errors rate=4 cure=restart text=ERROR: licence cache has expired"),
        Lesson("leak, cleaning cures", _ => "leak rate=80MiB/s limit=240MiB cure=usr2"),
        Lesson("stall, connections cure", site => $"stuck port={site.DeadPort} cure=usr1,reset"),
        Lesson("loop, a hook cures", site => $"exit code=9 cure=file:{site.Places.Lock(site.Worker.Name)}") with { Ends = true },
    ];

    private static FaultPlan Lesson(string name, Func<FaultSite, string> order) => new() { Name = name, Pools = [Pool.Learner], Order = order };
}
