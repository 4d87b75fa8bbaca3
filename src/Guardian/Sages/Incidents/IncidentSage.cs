using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Recovery;
using Guardian.Workers;

namespace Guardian.Sages.Incidents;

/// <summary>Judges plans by severity and urgency: gentle while there is time, the fastest cure in a crisis, nothing larger than the trouble.</summary>
/// <remarks>
/// Score of a plan = fit x ((1 - u) x (0.6 + 0.4 x gentleness) + u x (0.6 + 0.4 x speed)). Fit is <see cref="Practice"/>'s; u is the urgency;
/// speed is 1 for the fastest cure at hand, so that more urgency never takes anything from it.
/// </remarks>
public static class IncidentSage
{
    private const double SpeedScale = 60; // seconds later than the fastest cure at which speed has fallen to 1/e

    /// <summary>Takes a check of everything into account.</summary>
    /// <param name="state">What was known.</param>
    /// <param name="pulse">How everything is.</param>
    /// <param name="now">When.</param>
    /// <param name="options">When it is a crisis.</param>
    /// <returns>What is known now.</returns>
    public static IncidentSageState Apply(IncidentSageState state, FleetPulse pulse, MonotonicTime now, CrisisOptions options) => state with
    {
        Crisis = CrisisDetector.Observe(state.Crisis, pulse, now, options),
        Workers = pulse.Workers.Count(worker => worker.State is not WorkerState.Stopped),
        Failing = pulse.Workers.Count(worker => worker.State is WorkerState.Critical or WorkerState.Dead),
    };

    /// <summary>How urgent a case is.</summary>
    /// <param name="severity">Its severity.</param>
    /// <param name="crisis">How the whole node is.</param>
    /// <returns>0 to 1; never less for a graver case or a worse node.</returns>
    public static double Urgency(Severity severity, CrisisLevel crisis)
    {
        double own = severity switch { Severity.Low => 0.1, Severity.Medium => 0.3, Severity.High => 0.6, _ => 0.85 };
        return Math.Min(1, own + crisis switch { CrisisLevel.Calm => 0, CrisisLevel.Strained => 0.1, _ => 0.3 });
    }

    /// <summary>Judges. Of a case of another node it goes by the case file alone.</summary>
    /// <param name="state">What is known of the node.</param>
    /// <param name="proposal">The case and its plans.</param>
    /// <param name="node">Name of the sage's node.</param>
    /// <returns>A score for every plan.</returns>
    public static Ballot Judge(IncidentSageState state, Proposal proposal, string node)
    {
        Situation situation = Situation.Of(proposal.Case);
        bool foreign = proposal.Case.IsOfAnother(node);
        CrisisLevel crisis = foreign ? CrisisLevel.Calm : state.Crisis.Level;
        double urgency = Urgency(proposal.Case.Severity, crisis);
        Plan? fastest = FastestCure(situation, proposal.Plans);
        ImmutableArray<PlanScore> scores =
        [
            .. proposal.Plans.Where(plan => !foreign || !NeedsCrisisKnown(plan, situation, proposal.Plans))
                .Select(plan => Weigh(plan, situation, proposal.Plans, urgency, fastest, crisis).AfterAttempts(situation).Given()),
        ];
        string around = foreign ? $"How node {proposal.Case.Node} fares as a whole is not seen from here" : Around(state);
        return new Ballot(proposal.Id, Seat.Incident, node, Analysis(around, situation, urgency, fastest), scores);
    }

    /// <summary>Whether it depends on a crisis if the plan is too large: of such a plan a sage that does not see the node says nothing.</summary>
    private static bool NeedsCrisisKnown(Plan plan, Situation situation, ImmutableArray<Plan> plans) =>
        !ActionTraits.Asks(plan)
        && TooLarge(plan, situation, plans, CrisisLevel.Calm) is null != TooLarge(plan, situation, plans, CrisisLevel.Crisis) is null;

    /// <summary>The plan that takes least time among those that may well cure the trouble and were not tried.</summary>
    /// <param name="situation">The trouble.</param>
    /// <param name="plans">The candidates.</param>
    /// <returns>The first of the fastest, or null when none may well cure it.</returns>
    internal static Plan? FastestCure(Situation situation, ImmutableArray<Plan> plans) => plans
        .Where(plan => !ActionTraits.Asks(plan) && Practice.Fit(plan, situation) >= Practice.Cure)
        .MinBy(ActionTraits.Seconds);

    private static Opinion Weigh(
        Plan plan, Situation situation, ImmutableArray<Plan> plans, double urgency, Plan? fastest, CrisisLevel crisis)
    {
        double fit = Practice.Fit(plan, situation);
        double seconds = ActionTraits.Seconds(plan);
        double gentleness = 1 - Math.Clamp((0.7 * plan.Cost) + (plan.Scope >= ActionScope.Worker ? 0.3 * plan.Blast : 0), 0, 1);
        double speed = fastest is null ? 1 : Math.Exp(-Math.Max(0, seconds - ActionTraits.Seconds(fastest)) / SpeedScale);
        double score = ActionTraits.Asks(plan) ? fit : fit * ((1 - urgency) * (0.6 + (0.4 * gentleness)) + (urgency * (0.6 + (0.4 * speed))));
        ImmutableArray<string> reasons = [Practice.Words(plan, situation, fit)];
        if (!ActionTraits.Asks(plan))
        {
            string time = $"takes about {Wording.Duration(TimeSpan.FromSeconds(seconds))}";
            reasons = reasons.Add(plan == fastest ? $"{time}, the fastest cure" : time).Add($"costs {Opinion.Figure(plan.Cost)} of 1");
        }

        Opinion opinion = new(plan, Math.Clamp(score, 0, 1), situation.Case.Severity >= Severity.High ? 0.75 : 0.65, reasons);
        return TooLarge(plan, situation, plans, crisis) is { } why ? opinion.Vetoed(why) : opinion;
    }

    private static string? TooLarge(Plan plan, Situation situation, ImmutableArray<Plan> plans, CrisisLevel crisis)
    {
        CaseFile file = situation.Case;
        if (plan.Scope >= ActionScope.Node || plan.Actions.Contains(ActionNames.StopAll))
        {
            // What other nodes run afterwards is not lost, so it needs no crisis.
            return crisis is not CrisisLevel.Crisis && !ActionTraits.Leaves(plan) ? "it reaches the whole node, and the node is in no crisis"
                : !situation.OfHost ? $"it reaches the whole node, and the trouble is {file.Worker ?? "one worker"}'s"
                : null;
        }

        if (plan.Actions.Contains(ActionNames.Stop) && file is { Critical: true, Worker: not null, Running: > 0 })
        {
            return $"{file.Worker} is critical and still serves with {file.Running} of {file.Desired}";
        }

        if (plan.Scope is ActionScope.Worker && ActionTraits.Loss(plan) >= 0.5 && file is { Instance: not null, Running: > 1 }
            && file.Severity < Severity.High && crisis is not CrisisLevel.Crisis)
        {
            return $"it ends all {file.Running} instances, and only {file.Instance} is in trouble";
        }

        bool onlyWarning = file.Severity <= Severity.Medium && file.Kind is FaultKind.SlowAnswer or FaultKind.ErrorRate or FaultKind.ErrorBurst
            or FaultKind.CpuOver or FaultKind.Leak or FaultKind.FailureRisk or FaultKind.DescriptorsOver or FaultKind.ZombieChildren;
        bool milder = plans.Any(other => !ActionTraits.Asks(other) && ActionTraits.Loss(other) < 0.5 && Practice.Fit(other, situation) >= Practice.Cure);
        return onlyWarning && milder && file is { Busy: > 0, Attempt: <= 1 } && ActionTraits.Restarts(plan) && ActionTraits.Loss(plan) >= 0.5
            ? $"{file.Worker} is only in warning and has {Wording.Count(file.Busy.Value, "task")} in hand; something milder may do"
            : null;
    }

    private static string Around(IncidentSageState state) => state.Crisis.Level switch
    {
        CrisisLevel.Calm => $"The node is calm: {state.Failing} of {Wording.Count(state.Workers, "worker")} fail",
        CrisisLevel.Strained => $"The node is strained: {string.Join("; ", state.Crisis.Reasons)}",
        _ => $"The node is in a crisis: {string.Join("; ", state.Crisis.Reasons)}",
    };

    private static string Analysis(string around, Situation situation, double urgency, Plan? fastest)
    {
        CaseFile file = situation.Case;
        string who = file.Worker is null
            ? "The server itself is in trouble"
            : $"{(file.Critical ? "Critical worker" : "Worker")} {file.Worker} runs {file.Running} of {file.Desired} instances";
        string cure = fastest is null
            ? "None of the plans is likely to cure it"
            : $"The fastest plan that may well cure it is {fastest.Id}, about {Wording.Duration(TimeSpan.FromSeconds(ActionTraits.Seconds(fastest)))}";
        return $"{who}, with {Practice.Trouble(situation)}; severity {file.Severity.ToString().ToLowerInvariant()}, "
            + $"urgency {Opinion.Figure(urgency)} of 1. {around}. {cure}.";
    }
}
