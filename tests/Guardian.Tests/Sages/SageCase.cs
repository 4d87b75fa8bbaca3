using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Hocon;
using Guardian.Recovery;
using Guardian.Sages;
using Guardian.Sages.Incidents;
using Guardian.Sages.Patterns;
using Guardian.Sages.Tasks;
using Guardian.Tests.Configuration;
using Guardian.Workers;

namespace Guardian.Tests.Sages;

/// <summary>Cases, plans and checks as a node would put them to the sages.</summary>
internal static class SageCase
{
    public static readonly DateTimeOffset At = new(2026, 11, 20, 14, 5, 0, TimeSpan.Zero);

    public static SagesOptions Options { get; } = Load();

    public static string[] EveryPlan { get; } =
    [
        "wait", "connection_reset", "memory_cleanup", "quarantine", "scale_up", "scale_down", "graceful_restart", "wait+restart", "restart", "hard_restart",
        "hook:clean-spool", "stop", "stop_all", "escalate",
    ];

    /// <summary>Plans of a node of a cluster as well.</summary>
    public static string[] EveryPlanOfACluster { get; } = [.. EveryPlan[..^3], "relocate", "drain_node", .. EveryPlan[^3..]];

    public static CaseFile File(FaultKind kind) => new()
    {
        Incident = "i-20261120-0007",
        Kind = kind,
        Worker = "mailer",
        Instance = "mailer/0",
        Reason = "exit code 1 five times in 41 s",
        SignatureId = "s1",
        Signature = "connection to broker lost",
        Severity = Severity.Medium,
        Attempt = 1,
        MostAttempts = 3,
        Failed = [],
        Critical = false,
        Running = 2,
        Desired = 2,
        Min = 1,
        Max = 3,
        Busy = 0,
        Task = null,
        SameTaskDeaths = 0,
        Alive = true,
        AlsoHit = [],
        ErrorLines = [],
        Facts = ImmutableSortedDictionary<string, string>.Empty,
        Seed = 1,
    };

    public static CaseFile With(this CaseFile file, string fact, string value) => file with { Facts = file.Facts.SetItem(fact, value) };

    public static Proposal Put(CaseFile file, params IEnumerable<string> plans)
    {
        string[] ids = [.. plans];
        return new Proposal("i-20261120-0007.1", file, [.. (ids.Length == 0 ? EveryPlan : ids).Append("escalate").Distinct().Select(PlanOf)], At);
    }

    public static Plan PlanOf(string id)
    {
        ImmutableArray<string> actions = [.. id.Split('+')];
        return new Plan(
            id,
            actions,
            actions.Max(Scope),
            actions.Max(Cost),
            actions.Contains("stop_all") ? 1 : 0.2,
            actions.Any(action => action is "graceful_restart" or "restart" or "hard_restart" or "stop" or "stop_all" or "scale_down" or "relocate" or "drain_node"),
            "the ladder");
    }

    public static WorkerPulse Worker(
        string name, WorkerState state = WorkerState.Healthy, long? backlog = null, double? response = null, long? resident = null) =>
        new(name, state, false, 2, 2, 0, 0, 0.1, resident, backlog, response);

    public static FleetPulse Pulse(double? memory = 0.4, double? cpu = 0.2, double? load = 0.3, params WorkerPulse[] workers) =>
        new(At, workers.Length == 0 ? [Worker("mailer")] : [.. workers], cpu, memory, load);

    public static IncidentSageState Crisis { get; } = new()
    {
        Crisis = new CrisisState { Level = CrisisLevel.Crisis, Reasons = ["4 of 9 workers fail (44.44 %, limit 30 %)"] },
        Workers = 9,
        Failing = 4,
    };

    public static ImmutableArray<Ballot> Ballots(Proposal proposal, IncidentSageState? incident = null, TaskSageState? task = null, PatternSageState? pattern = null) =>
    [
        IncidentSage.Judge(incident ?? IncidentSageState.Empty, proposal, "one"),
        TaskSage.Judge(task ?? TaskSageState.Empty with { Pulse = Pulse() }, proposal, Options.Task, "one"),
        PatternSage.Judge(pattern ?? PatternSageState.Empty, proposal, Options.Pattern, "one", MonotonicTime.FromSeconds(1000), NumberMask.Of),
    ];

    public static PlanScore Of(this Ballot ballot, string plan) => ballot.Scores.Single(score => score.Plan == plan);

    public static string Best(this Ballot ballot) => ballot.Scores.Where(score => !score.Veto).MaxBy(score => score.Score)!.Plan;

    private static ActionScope Scope(string action) => action switch
    {
        "wait" or "escalate" => ActionScope.None,
        "scale_up" or "scale_down" or "stop" or "relocate" => ActionScope.Worker,
        "drain_node" => ActionScope.Cluster,
        "stop_all" => ActionScope.Node,
        _ => ActionScope.Instance,
    };

    private static double Cost(string action) => action switch
    {
        "wait" => 0, "connection_reset" => 0.15, "memory_cleanup" => 0.1, "quarantine" => 0.2, "scale_up" => 0.1, "scale_down" => 0.3,
        "graceful_restart" => 0.3, "restart" => 0.4, "hard_restart" => 0.6, "stop" => 0.8, "stop_all" => 1, "relocate" => 0.65, "drain_node" => 0.8, "escalate" => 0.3, _ => 0.2,
    };

    private static SagesOptions Load()
    {
        ConfigProblems problems = new();
        return Example.Load(string.Empty, problems).Sages;
    }
}
