using System.Collections.Immutable;
using Guardian.Recovery;

namespace Guardian.Sages;

/// <summary>What sages assume of an action that nobody has measured yet: how long it takes, and what work it loses.</summary>
internal static class ActionTraits
{
    /// <summary>Typical time from the decision until the action has had its effect.</summary>
    /// <param name="action">Name of the action.</param>
    /// <returns>Seconds, over 0.</returns>
    public static double Seconds(string action) => action switch
    {
        ActionNames.Wait => 60,
        ActionNames.ConnectionReset => 2,
        ActionNames.MemoryCleanup => 5,
        ActionNames.Quarantine => 3,
        ActionNames.ScaleUp => 5,
        ActionNames.ScaleDown => 15,
        ActionNames.GracefulRestart => 20,
        ActionNames.Restart => 8,
        ActionNames.HardRestart => 2,
        ActionNames.Relocate => 15, // stopped in order here, and started on a node that does not have its files in memory
        ActionNames.DrainNode => 60,
        ActionNames.Stop => 10,
        ActionNames.StopAll => 60,
        ActionNames.Escalate => 900, // a person has to read it first
        _ => 10,
    };

    /// <summary>Share of the work in hand that the action is likely to lose or to delay for long.</summary>
    /// <param name="action">Name of the action.</param>
    /// <returns>0 (none) to 1 (all).</returns>
    public static double Loss(string action) => action switch
    {
        ActionNames.Wait or ActionNames.ScaleUp or ActionNames.Escalate => 0,
        ActionNames.MemoryCleanup => 0.05,
        ActionNames.Quarantine => 0.1,
        ActionNames.GracefulRestart => 0.15,
        ActionNames.ConnectionReset => 0.25,
        ActionNames.ScaleDown => 0.3,
        ActionNames.Restart or ActionNames.Relocate or ActionNames.DrainNode => 0.7,
        ActionNames.Stop => 0.9,
        ActionNames.HardRestart or ActionNames.StopAll => 1,
        _ => 0.2, // a hook of the definition: made for the worker, and yet unknown here
    };

    /// <summary>How hard a restart is.</summary>
    /// <param name="action">Name of the action.</param>
    /// <returns>1 to 3, or 0 for what is no restart.</returns>
    public static int RestartRank(string action) => action switch
    {
        ActionNames.GracefulRestart => 1,
        ActionNames.Restart => 2,
        ActionNames.HardRestart => 3,
        _ => 0,
    };

    /// <summary>Time of a whole plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>Seconds.</returns>
    public static double Seconds(Plan plan) => plan.Actions.Sum(Seconds);

    /// <summary>Work that a whole plan loses: what its worst action loses.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>0 to 1.</returns>
    public static double Loss(Plan plan) => plan.Actions.Max(Loss);

    /// <summary>Whether the plan asks a person; such a plan is never vetoed.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>True when escalation is one of its actions.</returns>
    public static bool Asks(Plan plan) => plan.Actions.Contains(ActionNames.Escalate);

    /// <summary>Whether the plan ends a process and starts it again.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>True for every kind of restart.</returns>
    public static bool Restarts(Plan plan) => plan.Actions.Any(action => RestartRank(action) > 0);

    /// <summary>Whether the plan takes work away from the node.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>True when other nodes run it afterwards.</returns>
    public static bool Leaves(Plan plan) => plan.Actions.Any(action => action is ActionNames.Relocate or ActionNames.DrainNode);

    /// <summary>Whether the plan keeps something stopped.</summary>
    /// <param name="plan">The plan.</param>
    /// <returns>True for stopping a worker or all of them.</returns>
    public static bool Stops(Plan plan) => plan.Actions.Any(action => action is ActionNames.Stop or ActionNames.StopAll);

    /// <summary>What is left of the trust in a plan after what has failed in this incident.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="failed">Ids of the plans that did not help; an id is its actions joined by <c>+</c>.</param>
    /// <returns>Over 0 to 1; never more for one failure more.</returns>
    public static double AfterFailures(Plan plan, ImmutableArray<string> failed) => Asks(plan) ? 1 : failed
        .Aggregate(1.0, (left, id) => left * (id == plan.Id ? 0.35 : CoveredBy(plan, id.Split('+')) ? 0.6 : 1));

    // What did not help in a stronger form is unlikely to help in a weaker one, or after a pause.
    private static bool CoveredBy(Plan plan, string[] failed) => plan.Actions.All(action =>
        (action == ActionNames.Wait && plan.Actions.Length > 1) || failed.Any(done => done == action || (RestartRank(action) is > 0 and var rank && rank <= RestartRank(done))));
}
