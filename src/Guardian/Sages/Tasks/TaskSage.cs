using System.Collections.Immutable;
using System.Globalization;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Incidents;
using Guardian.Recovery;

namespace Guardian.Sages.Tasks;

/// <summary>Judges plans by the work: what is in hand, what waits, and what the server has left for recovery.</summary>
/// <remarks>
/// Score of a plan = fit (<see cref="Practice"/>) x (1 - 0.8 x protection x loss of work), then scaled by capacity. Protection is 1 with a
/// task in hand by the worker's own word, 0.1 when that task is itself stuck, 0.4 when the worker never says, else 0.
/// </remarks>
public static class TaskSage
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Takes a check of everything into account.</summary>
    /// <param name="state">What was known.</param>
    /// <param name="pulse">How everything is.</param>
    /// <returns>What is known now.</returns>
    public static TaskSageState Apply(TaskSageState state, FleetPulse pulse) => state with { Pulse = pulse };

    /// <summary>Takes a fault into account.</summary>
    /// <param name="state">What was known.</param>
    /// <param name="fault">The fault.</param>
    /// <param name="now">When it was heard of.</param>
    /// <returns>What is known now; bounded.</returns>
    public static TaskSageState Apply(TaskSageState state, Fault fault, MonotonicTime now)
    {
        string key = Key(fault.Worker, fault.Kind);
        ImmutableArray<MonotonicTime> times = state.Faults.GetValueOrDefault(key, []);
        ImmutableArray<MonotonicTime> next = [.. times.Where(at => now - at <= Day).TakeLast(TaskSageState.MostTimes - 1), now];
        ImmutableDictionary<string, ImmutableArray<MonotonicTime>> faults = state.Faults.SetItem(key, next);
        if (faults.Count > TaskSageState.MostFaultKeys)
        {
            faults = faults.Remove(faults.MinBy(entry => (entry.Value[^1], entry.Key)).Key);
        }

        return state with { Faults = faults };
    }

    /// <summary>Takes a change of an incident into account.</summary>
    /// <param name="state">What was known.</param>
    /// <param name="changed">The change.</param>
    /// <returns>What is known now; bounded.</returns>
    public static TaskSageState Apply(TaskSageState state, IncidentChanged changed)
    {
        if (changed.Phase is IncidentPhase.Resolved or IncidentPhase.Cancelled)
        {
            return state with { Open = state.Open.Remove(changed.Incident) };
        }

        bool room = state.Open.Count < TaskSageState.MostIncidents || state.Open.ContainsKey(changed.Incident);
        return room ? state with { Open = state.Open.SetItem(changed.Incident, changed.Phase) } : state;
    }

    /// <summary>Faults of a worker and kind within the last day before its newest one.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="worker">The worker, or null for the server.</param>
    /// <param name="kind">Kind of fault.</param>
    /// <returns>0 to <see cref="TaskSageState.MostTimes"/>.</returns>
    public static int FaultsPerDay(TaskSageState state, string? worker, FaultKind kind) =>
        state.Faults.GetValueOrDefault(Key(worker, kind), []).Length;

    /// <summary>Judges. Of a case of another node it goes by the case file; of its own server it says only whether that could take work over.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="proposal">The case and its plans.</param>
    /// <param name="options">What counts as busy, idle and behind.</param>
    /// <param name="node">Name of the sage's node.</param>
    /// <returns>A score for every plan.</returns>
    public static Ballot Judge(TaskSageState state, Proposal proposal, TaskSageOptions options, string node)
    {
        Situation situation = Situation.Of(proposal.Case);
        bool foreign = proposal.Case.IsOfAnother(node);
        TaskSageState seen = foreign ? TaskSageState.Empty : state;
        Work work = Work.Of(seen, situation, options);
        Work? taker = foreign && state.Pulse is not null ? Work.Of(state, situation, options) : null;
        ImmutableArray<PlanScore> scores =
        [
            .. proposal.Plans.Select(plan => TakenOver(Weigh(plan, situation, work, proposal.Plans), taker).AfterAttempts(situation).Given()),
        ];
        string queue = foreign ? $"What else node {proposal.Case.Node} recovers is not seen from here" : Queue(seen, situation.Case);
        return new Ballot(proposal.Id, Seat.Task, node, Analysis(seen, situation, work, proposal.Plans, queue), scores);
    }

    /// <summary>A server that a worker may come to says whether it has room.</summary>
    private static Opinion TakenOver(Opinion opinion, Work? taker) =>
        taker is null || !ActionTraits.Leaves(opinion.Plan) ? opinion
        : taker.HostBusy ? opinion.Times(0.6, $"this other server has no room to take it over ({taker.Host})")
        : taker.HostIdle ? opinion.Times(1.1, $"this other server has room to take it over ({taker.Host})")
        : opinion;

    private static Opinion Weigh(Plan plan, Situation situation, Work work, ImmutableArray<Plan> plans)
    {
        double fit = Practice.Fit(plan, situation);
        Opinion opinion = new(plan, fit, situation.Case.Busy is null ? 0.5 : 0.75, [Practice.Words(plan, situation, fit)]);
        if (ActionTraits.Asks(plan))
        {
            return opinion;
        }

        double loss = ActionTraits.Loss(plan);
        if (loss > 0 && work.Protection > 0)
        {
            opinion = opinion.Times(
                1 - (0.8 * work.Protection * loss), $"{work.InHand}; about {Wording.Percent(loss)} of such work is at risk");
        }

        return LastInstance(Capacity(opinion, situation, work), situation, work, plans);
    }

    private static Opinion Capacity(Opinion opinion, Situation situation, Work work)
    {
        Plan plan = opinion.Plan;
        CaseFile file = situation.Case;
        if (plan.Actions.Contains(ActionNames.ScaleUp))
        {
            return file.Running >= file.Max ? opinion.Times(0.2, $"{file.Running} instances run, and {file.Max} is the most")
                : work.HostBusy ? opinion.Times(0.2, $"the server has no room for another instance ({work.Host})")
                : situation.Poison || situation.Common || situation.OfHost ? opinion
                : work is { HostIdle: true, Behind: true } && file.Kind is FaultKind.SlowAnswer or FaultKind.CpuOver or FaultKind.NoProgress or FaultKind.FailureRisk
                    ? opinion.AtLeast(0.72, $"{work.Waiting} and the server has room ({work.Host})")
                : opinion;
        }

        if (plan.Actions.Contains(ActionNames.ScaleDown) && file.Running <= file.Min)
        {
            return opinion.Times(0.3, $"{file.Running} instances run, and {file.Min} is the fewest");
        }

        if (work.HostBusy && plan.Cost > 0 && !ActionTraits.Leaves(plan))
        {
            opinion = opinion.Times(1 - (0.3 * Math.Clamp(plan.Cost, 0, 1)), $"little capacity is left for recovery ({work.Host})");
        }

        return work.Behind && plan.Actions is [ActionNames.Wait] && !situation.Common ? opinion.Times(0.7, $"{work.Waiting} while nothing is done") : opinion;
    }

    private static Opinion LastInstance(Opinion opinion, Situation situation, Work work, ImmutableArray<Plan> plans)
    {
        Plan plan = opinion.Plan;
        CaseFile file = situation.Case;
        if (!plan.Destroys || !file.Alive || situation.Stuck || file.Worker is null)
        {
            return opinion;
        }

        // A rolling worker restart still leaves nobody for a moment when only one instance runs.
        int left = plan.Scope > ActionScope.Instance ? 0 : file.Running - 1;
        double loss = ActionTraits.Loss(plan);
        if (left <= 0 && file is { Critical: true, Busy: > 0 } && loss >= 0.5)
        {
            return opinion.Vetoed($"it ends the last running instance of critical worker {file.Worker} with a task in hand that is not stuck");
        }

        bool other = plans.Any(candidate =>
            !candidate.Destroys && !ActionTraits.Asks(candidate) && !file.Failed.Contains(candidate.Id) && Practice.Fit(candidate, situation) >= Practice.Cure);
        return left < file.Min && other
            ? opinion.Times(0.85, $"{Math.Max(0, left)} instances would serve meanwhile (at least {file.Min} should), and a plan that ends nothing is there")
            : opinion;
    }

    private static string Queue(TaskSageState state, CaseFile file)
    {
        int others = state.Open.Count(open => open.Key != file.Incident);
        int acting = state.Open.Count(open => open.Key != file.Incident && open.Value is IncidentPhase.Acting or IncidentPhase.StateCaptured);
        return others == 0
            ? "No other incident is open"
            : $"{Wording.Count(others, "other incident")} open, {acting} being acted on";
    }

    private static string Analysis(TaskSageState state, Situation situation, Work work, ImmutableArray<Plan> plans, string queue)
    {
        CaseFile file = situation.Case;
        double cheapest = plans.Where(plan => !ActionTraits.Asks(plan) && Practice.Fit(plan, situation) >= Practice.Cure)
            .Select(plan => plan.Cost).DefaultIfEmpty(0.5).Min();
        Priority priority = PriorityMatrix.PriorityOf(new PriorityInputs(
            file.Severity, file.Critical, Math.Max(1, FaultsPerDay(state, file.Worker, file.Kind)), cheapest, work.Backlog));
        int left = Math.Max(0, file.MostAttempts - file.Attempt);
        string inHand = $"{char.ToUpperInvariant(work.InHand[0])}{work.InHand[1..]}";
        return $"{inHand}; {work.Waiting}; {work.Host}. {char.ToUpperInvariant(priority.Reason[0])}{priority.Reason[1..]}. "
            + $"{queue}. Ahead: save state, act, restore, verify, settle; "
            + string.Create(CultureInfo.InvariantCulture, $"attempt {file.Attempt} of {file.MostAttempts}, {left} more after it.");
    }

    private static string Key(string? worker, FaultKind kind) => $"{worker}|{kind}";
}
