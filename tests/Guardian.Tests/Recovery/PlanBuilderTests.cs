using System.Collections.Immutable;
using Guardian.Faults;
using Guardian.Hocon;
using Guardian.Recovery;
using Guardian.Tests.Configuration;
using Guardian.Tests.Incidents;

namespace Guardian.Tests.Recovery;

public sealed class PlanBuilderTests
{
    private const string Hooks = "recovery { quarantine = [\"aside\"], hooks.clean = [\"clean\"] }";
    private const string Never = "recovery { quarantine = [\"aside\"], hooks.clean = [\"clean\"], never = [restart, hard_restart, \"hook:clean\"] }";

    [Theory]
    [InlineData(FaultKind.Hang, true, "", "wait connection_reset graceful_restart restart hard_restart escalate")]
    [InlineData(FaultKind.Hang, true, Hooks, "wait connection_reset quarantine graceful_restart restart hard_restart hook:clean escalate")]
    [InlineData(FaultKind.Hang, true, Never, "wait connection_reset quarantine graceful_restart escalate")]
    [InlineData(FaultKind.Hang, false, "", "wait+restart restart escalate")]
    [InlineData(FaultKind.BudgetSpent, false, "", "wait+restart restart stop escalate")]
    [InlineData(FaultKind.BudgetSpent, false, Hooks, "wait+restart quarantine+restart restart stop hook:clean+restart escalate")]
    [InlineData(FaultKind.BudgetSpent, false, Never, "stop escalate")]
    [InlineData(FaultKind.BudgetSpent, true, "", "wait+hard_restart restart hard_restart stop escalate")]
    [InlineData(FaultKind.Unrestartable, false, "", "stop escalate")]
    [InlineData(FaultKind.Unrestartable, false, Hooks, "quarantine+restart stop hook:clean+restart escalate")]
    [InlineData(FaultKind.Unrestartable, false, Never, "stop escalate")]
    [InlineData(FaultKind.MemoryOver, true, "", "wait memory_cleanup graceful_restart restart hard_restart escalate")]
    [InlineData(FaultKind.CpuOver, true, "instances { min = 1, max = 1, start = 1 }", "wait graceful_restart restart hard_restart escalate")]
    [InlineData(FaultKind.CpuOver, true, "", "wait scale_up graceful_restart restart hard_restart escalate")]
    [InlineData(FaultKind.ErrorRate, true, Hooks, "wait connection_reset quarantine scale_up graceful_restart restart hard_restart hook:clean escalate")]
    [InlineData(FaultKind.HostMemory, true, "", "wait memory_cleanup graceful_restart stop_all escalate")]
    [InlineData(FaultKind.HostMemory, true, "instances { min = 0, max = 2, start = 1 }", "wait memory_cleanup scale_down graceful_restart stop_all escalate")]
    [InlineData(FaultKind.Requested, true, "", "wait connection_reset memory_cleanup scale_up graceful_restart restart hard_restart stop stop_all escalate")]
    [InlineData(FaultKind.Requested, false, Hooks, "wait+restart quarantine+restart scale_up restart stop stop_all hook:clean+restart escalate")]
    public void The_plans_against_a_trouble(FaultKind kind, bool alive, string block, string expected) =>
        string.Join(' ', Build(kind, alive, block).Select(plan => plan.Id)).ShouldBe(expected);

    [Theory]
    [InlineData(FaultKind.BudgetSpent, false, "wait+restart restart relocate stop escalate")]
    [InlineData(FaultKind.StuckConnection, true, "wait connection_reset graceful_restart restart hard_restart relocate escalate")]
    [InlineData(FaultKind.NotReady, true, "wait connection_reset graceful_restart restart hard_restart relocate escalate")]
    [InlineData(FaultKind.HostMemory, true, "wait memory_cleanup graceful_restart relocate drain_node stop_all escalate")]
    [InlineData(FaultKind.HostLoad, true, "wait memory_cleanup graceful_restart relocate drain_node stop_all escalate")]
    [InlineData(FaultKind.CannotStart, false, "wait+restart scale_up restart relocate stop escalate")]
    [InlineData(FaultKind.Requested, true, "wait connection_reset memory_cleanup scale_up graceful_restart restart hard_restart relocate drain_node stop stop_all escalate")]
    [InlineData(FaultKind.Hang, true, "wait connection_reset graceful_restart restart hard_restart escalate")] // it would hang elsewhere as well
    [InlineData(FaultKind.Leak, true, "wait memory_cleanup graceful_restart restart hard_restart escalate")]
    [InlineData(FaultKind.Unrestartable, false, "stop escalate")]
    public void What_floats_may_go_to_another_node_where_that_may_help(FaultKind kind, bool alive, string expected) =>
        string.Join(' ', Build(kind, alive, string.Empty, place: workers => (workers.Others, _) = ((string[])["n2"], workers.Floating.Add("w"))).Select(plan => plan.Id))
            .ShouldBe(expected);

    [Theory]
    [InlineData(true, false, "n2", "it belongs to this node (placement.mode)")]
    [InlineData(false, true, "n2", "it belongs to this node (placement.mode)")] // no cluster
    [InlineData(true, true, "", "no other node can run it at present")]
    public void A_worker_stays_where_no_other_node_can_run_it(bool cluster, bool floats, string other, string why)
    {
        foreach (FaultKind kind in (FaultKind[])[FaultKind.BudgetSpent, FaultKind.HostMemory, FaultKind.Requested])
        {
            ImmutableArray<Plan> plans = Build(kind, true, string.Empty, place: Place);
            plans.ShouldNotContain(plan => plan.Id == "relocate" || plan.Id == "drain_node", $"{kind}");
        }

        new ActionCatalog([]).Find("relocate", Example.Worker())!.Obstacle(TargetOf(FaultKind.BudgetSpent, true, string.Empty, 0, Place)).ShouldBe(why);

        void Place(FakeWorkers workers)
        {
            workers.Others = cluster ? other.Split(' ', StringSplitOptions.RemoveEmptyEntries) : null;
            if (floats)
            {
                workers.Floating.Add("w");
            }
        }
    }

    [Fact]
    public void What_leaves_the_node_ends_processes_and_a_drain_reaches_the_whole_cluster_and_needs_all_seats()
    {
        ImmutableDictionary<string, Plan> plans = Build(
            FaultKind.HostMemory, true, "instances { min = 1, max = 4, start = 4 }", index: null, allRunning: 8, place: workers => (workers.Others, _) = ((string[])["n2"], workers.Floating.Add("w")))
            .ToImmutableDictionary(plan => plan.Id);
        Guardian.Council.WideOptions wide = Guardian.Tests.Council.Meeting.Options.Wide;

        (plans["relocate"].Scope, plans["relocate"].Blast, plans["relocate"].Destroys).ShouldBe((ActionScope.Worker, 0.5, true));
        (plans["drain_node"].Scope, plans["drain_node"].Blast, plans["drain_node"].Destroys).ShouldBe((ActionScope.Cluster, 1, true));
        plans["relocate"].Cost.ShouldBeGreaterThan(new ActionCatalog([]).Find("hard_restart", Example.Worker())!.Info.Cost);
        Guardian.Council.WideRule.IsWide(plans["relocate"], running: 4, wide).ShouldBeFalse();
        Guardian.Council.WideRule.IsSmallest(plans["relocate"], running: 1, wide).ShouldBeFalse();
        Guardian.Council.WideRule.IsWide(plans["drain_node"], running: 1, wide).ShouldBeTrue();
    }

    [Fact]
    public void Every_plan_is_allowed_possible_and_named_once_and_the_last_asks_a_person()
    {
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            foreach (bool alive in (bool[])[true, false])
            {
                foreach (string block in (string[])[string.Empty, Hooks, Never])
                {
                    ImmutableArray<Plan> plans = Build(kind, alive, block);
                    string at = $"{kind}, alive {alive}, {block}";
                    plans[^1].Actions.ShouldBe([ActionNames.Escalate], at);
                    plans.Select(plan => plan.Id).ShouldBeUnique(at);
                    plans.ShouldAllBe(plan => plan.Id == string.Join('+', plan.Actions), at);
                    plans.ShouldAllBe(plan => plan.Cost >= 0 && plan.Cost <= 1 && plan.Blast >= 0 && plan.Blast <= 1, at);
                    plans[..^1].ShouldAllBe(plan => !plan.Actions.Contains(ActionNames.Escalate), at);
                    if (block == Never)
                    {
                        plans.ShouldAllBe(plan => !plan.Actions.Any(action => action == "restart" || action == "hard_restart" || action == "hook:clean"), at);
                    }

                    if (!alive)
                    {
                        plans.ShouldAllBe(plan => !plan.Actions.Contains("graceful_restart") && !plan.Actions.Contains("hard_restart"), at);
                    }
                }
            }
        }
    }

    [Fact]
    public void A_plan_says_how_far_it_reaches()
    {
        ImmutableDictionary<string, Plan> plans = Build(FaultKind.Requested, true, "instances { min = 1, max = 4, start = 4 }", index: 1, allRunning: 8).ToImmutableDictionary(plan => plan.Id);

        (plans["wait"].Blast, plans["wait"].Destroys).ShouldBe((0, false));
        (plans["restart"].Blast, plans["restart"].Destroys, plans["restart"].Scope).ShouldBe((1 / 8.0, true, ActionScope.Instance));
        (plans["stop"].Blast, plans["stop"].Scope).ShouldBe((4 / 8.0, ActionScope.Worker));
        (plans["stop_all"].Blast, plans["stop_all"].Scope).ShouldBe((1, ActionScope.Node));
        (plans["scale_down"].Blast, plans["scale_down"].Destroys).ShouldBe((1 / 8.0, false));
        Build(FaultKind.HostMemory, true, "instances { min = 1, max = 4, start = 4 }", index: null, allRunning: 8).Single(plan => plan.Id == "graceful_restart").Blast.ShouldBe(0.5);
    }

    private static ImmutableArray<Plan> Build(
        FaultKind kind, bool alive, string block, int? index = 0, int allRunning = 1, Action<FakeWorkers>? place = null) =>
        PlanBuilder.Build(TargetOf(kind, alive, block, index, place), new ActionCatalog([]), allRunning);

    private static ActionTarget TargetOf(FaultKind kind, bool alive, string block, int? index, Action<FakeWorkers>? place)
    {
        ConfigProblems problems = new();
        GuardianOptions options = Example.Load($$"""guardian.workers.w { command = ["x"], {{block}} }""", problems);
        problems.All.ShouldBeEmpty();
        FakeWorkers workers = new FakeWorkers(options).AllHealthy();
        place?.Invoke(workers);
        if (!alive)
        {
            workers.Fell("w/0");
        }

        return new()
        {
            Incident = "i-1",
            Kind = kind,
            Worker = options.Workers[0],
            Status = workers.Find("w")!,
            Index = index,
            Task = "mail-17",
            Options = options.Recovery,
            Control = workers,
        };
    }
}
