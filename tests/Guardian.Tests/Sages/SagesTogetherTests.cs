using Guardian.Council;
using Guardian.Faults;
using Guardian.Sages;

namespace Guardian.Tests.Sages;

/// <summary>What the three sages that know nothing of earlier outcomes choose for each kind of trouble.</summary>
public class SagesTogetherTests
{
    private const string Refused = "ConnectionRefusedError: [Errno 111] Connection refused";

    public static TheoryData<string, string, string[]> Table => new()
    {
        { "hang", "restart", [] },
        { "hang, deaf to SIGTERM", "hard_restart", [] },
        { "hang, restart failed", "hard_restart", [] },
        { "no progress", "restart", [] },
        { "no progress, sockets open", "connection_reset", [] },
        { "no progress, sockets open, no reset offered", "restart", ["wait", "graceful_restart", "restart", "hard_restart"] },
        { "stuck connection", "connection_reset", [] },
        { "leak", "memory_cleanup", [] },
        { "leak, no cleanup offered", "graceful_restart", ["wait", "graceful_restart", "restart", "hard_restart", "stop"] },
        { "leak, cleanup failed", "graceful_restart", [] },
        { "memory over, busy", "memory_cleanup", [] },
        { "spin", "restart", [] },
        { "error burst", "graceful_restart", [] },
        { "error burst of connections", "connection_reset", [] },
        { "error burst, dependency down for many", "wait", [] },
        { "crash loop", "wait+restart", [] },
        { "crash loop, only plain restarts", "restart", ["wait", "graceful_restart", "restart", "hard_restart", "stop"] },
        { "crash loop, restarts failed", "hook:clean-spool", [] },
        { "crash loop of a full disk", "hook:clean-spool", [] },
        { "crash loop of a missing module", "escalate", ["wait", "restart", "wait+restart", "graceful_restart", "hard_restart", "stop"] },
        { "poison", "quarantine", [] },
        { "poison, no quarantine offered", "escalate", ["wait", "restart", "wait+restart", "graceful_restart", "hard_restart", "stop"] },
        { "host memory", "memory_cleanup", [] },
        { "host memory, no cleanup offered", "scale_down", ["wait", "scale_down", "stop", "stop_all"] },
        { "zombie", "hard_restart", [] },
        { "attempts used up", "escalate", [] },
        { "hang, in a cluster", "restart", SageCase.EveryPlanOfACluster },
        { "stuck connection, in a cluster", "connection_reset", SageCase.EveryPlanOfACluster },
        { "stuck connection, in a cluster, restarts failed", "relocate", SageCase.EveryPlanOfACluster },
        { "crash loop, in a cluster", "wait+restart", SageCase.EveryPlanOfACluster },
        { "crash loop, in a cluster, restarts failed", "relocate", ["wait", "restart", "wait+restart", "hard_restart", "relocate", "stop"] },
        { "crash loop of a full disk, in a cluster", "relocate", ["wait", "restart", "wait+restart", "hard_restart", "relocate", "stop"] },
        { "crash loop of a missing module, in a cluster", "escalate", ["wait", "restart", "wait+restart", "hard_restart", "relocate", "stop"] },
        { "poison, in a cluster", "quarantine", SageCase.EveryPlanOfACluster },
        { "host memory, in a cluster", "memory_cleanup", SageCase.EveryPlanOfACluster },
        { "host memory, in a cluster, cleanup failed", "relocate", ["wait", "memory_cleanup", "graceful_restart", "relocate", "drain_node", "stop_all"] },
        { "host memory, in a cluster, one moved in vain", "drain_node", ["wait", "memory_cleanup", "graceful_restart", "relocate", "drain_node", "stop_all"] },
        { "error burst, dependency down for many, in a cluster", "wait", SageCase.EveryPlanOfACluster },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void At_least_two_of_three_and_the_weighted_mean_choose(string trouble, string expected, string[] plans)
    {
        Proposal proposal = SageCase.Put(Case(trouble), plans);

        var ballots = SageCase.Ballots(proposal);

        string shown = string.Join(" | ", ballots.Select(ballot =>
            $"{ballot.Seat}: {string.Join(", ", ballot.Scores.OrderByDescending(score => score.Score).Take(3).Select(score => $"{score.Plan} {score.Score}"))}"));
        ballots.Count(ballot => ballot.Best() == expected).ShouldBeGreaterThanOrEqualTo(2, shown);
        proposal.Plans.Where(plan => !ballots.Any(ballot => ballot.Of(plan.Id).Veto))
            .MaxBy(plan => ballots.Sum(ballot => ballot.Of(plan.Id).Score * ballot.Of(plan.Id).Confidence) / ballots.Sum(ballot => ballot.Of(plan.Id).Confidence))!
            .Id.ShouldBe(expected, shown);
    }

    [Fact]
    public void Stop_all_is_vetoed_below_a_crisis_even_when_the_server_is_short_of_memory() =>
        SageCase.Ballots(SageCase.Put(Case("host memory")))[0].Of("stop_all").Veto.ShouldBeTrue();

    private static CaseFile Case(string trouble)
    {
        CaseFile dead = SageCase.File(FaultKind.BudgetSpent) with { Alive = false, Running = 1, Busy = null };
        CaseFile host = SageCase.File(FaultKind.HostMemory) with { Worker = "indexer", Instance = null, Severity = Severity.Critical, Running = 2, Busy = null };
        CaseFile burst = SageCase.File(FaultKind.ErrorBurst) with { Busy = null };
        CaseFile stands = SageCase.File(FaultKind.NoProgress) with { Busy = 1, Severity = Severity.High };
        return trouble.Split(',')[0] switch
        {
            "hang" when trouble.Contains("deaf") => SageCase.File(FaultKind.Hang).With(CaseFacts.LastStop, "ignored SIGTERM for 10 s, killed"),
            "hang" when trouble.Contains("failed") => SageCase.File(FaultKind.Hang) with { Failed = ["restart"], Attempt = 2 },
            "hang" => SageCase.File(FaultKind.Hang) with { Busy = 1 },
            "no progress" when trouble.Contains("sockets") => stands.With(CaseFacts.Connections, "3 established to 10.0.0.5:5432"),
            "no progress" => stands,
            "stuck connection" when trouble.Contains("failed") =>
                SageCase.File(FaultKind.StuckConnection) with { Failed = ["connection_reset", "restart"], Attempt = 3, Running = 1, Desired = 1 },
            "stuck connection" => SageCase.File(FaultKind.StuckConnection).With(CaseFacts.Connections, "1 established to 10.0.0.5:5672"),
            "leak" when trouble.Contains("failed") => SageCase.File(FaultKind.Leak) with { Failed = ["memory_cleanup"], Attempt = 2 },
            "leak" => SageCase.File(FaultKind.Leak),
            "memory over" => SageCase.File(FaultKind.MemoryOver) with { Busy = 1 },
            "spin" => SageCase.File(FaultKind.CpuOver) with { Busy = null },
            "error burst" when trouble.Contains("many") => burst with { ErrorLines = [Refused], AlsoHit = ["indexer", "payer"] },
            "error burst of connections" => burst with { ErrorLines = [Refused, Refused] },
            "error burst" => burst with { ErrorLines = ["ValueError: bad row 17"] },
            "crash loop" when trouble.Contains("failed") => dead with { Failed = ["wait+restart", "restart"], Attempt = 3 },
            "crash loop of a full disk" => dead with { ErrorLines = ["OSError: [Errno 28] No space left on device: 'spool/17'"] },
            "crash loop of a missing module" => dead with { ErrorLines = ["ModuleNotFoundError: No module named 'x'"] },
            "crash loop" => dead,
            "poison" => dead with { SameTaskDeaths = 5, Task = "spool/17.json" },
            "host memory" when trouble.Contains("cleanup failed") => host with { Failed = ["memory_cleanup"], Attempt = 2 },
            "host memory" when trouble.Contains("in vain") => host with { Failed = ["memory_cleanup", "relocate"], Attempt = 3, Busy = 0 },
            "host memory" => host,
            "zombie" => SageCase.File(FaultKind.Zombie),
            "attempts used up" => SageCase.File(FaultKind.Hang) with { Attempt = 4, Failed = ["restart", "hard_restart", "graceful_restart"] },
            _ => throw new ArgumentException(trouble),
        };
    }
}
