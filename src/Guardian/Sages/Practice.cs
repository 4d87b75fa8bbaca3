using Guardian.Faults;
using Guardian.Recovery;

namespace Guardian.Sages;

/// <summary>Known good practice: how well an action suits a kind of trouble, before anything was learned or measured.</summary>
/// <remarks>
/// Figures are Guardian's own order of preference, not measured rates; the knowledge sage learns the rates. What they say: a poison item
/// is put aside, what is outside the process is cured outside it, a common cause is waited for, and else the gentlest action that can work.
/// </remarks>
internal static class Practice
{
    private static readonly string[] s_cleaning = ["clean", "clear", "disk", "space", "cache", "purge", "prune", "rotate", "tmp"];

    // At least this: an action that may well cure the trouble.
    public const double Cure = 0.4;

    /// <summary>How well a plan suits the trouble.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="situation">The trouble.</param>
    /// <returns>0 to 1: its best action's figure, and a little for what goes well together.</returns>
    public static double Fit(Plan plan, Situation situation)
    {
        bool waitsFirst = plan.Actions[0] == ActionNames.Wait && plan.Actions.Length > 1;
        double best = plan.Actions.Where(action => !waitsFirst || action != ActionNames.Wait).Max(action => Fit(action, situation));
        bool startsDead = !situation.Case.Alive && plan.Actions.Length > 1 && ActionTraits.Restarts(plan);
        double together = best
            + (waitsFirst ? AfterWaiting(situation) : 0)
            + (startsDead && !waitsFirst ? 0.03 : 0);
        return Math.Clamp(together, 0, 1);
    }

    // What ends by itself may be over after a while; what does not is only left alone for longer.
    private static double AfterWaiting(Situation situation) => situation switch
    {
        { Poison: true } or { Vain: true } => 0,
        { Common: true, Case.Alive: true } => 0.15,
        { Common: true } => 0.45,
        { Dies: true } => 0.1,
        _ => -0.1,
    };

    /// <summary>The same in words.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="situation">The trouble.</param>
    /// <param name="fit">What <see cref="Fit(Plan, Situation)"/> says.</param>
    /// <returns>For example <c>often cures a hang (0.80 by good practice)</c>.</returns>
    public static string Words(Plan plan, Situation situation, double fit)
    {
        string often = fit switch { >= 0.7 => "often cures", >= 0.55 => "may well cure", >= Cure => "sometimes cures", _ => "seldom cures" };
        return ActionTraits.Asks(plan)
            ? $"a person can always be asked, which takes about {Wording.Duration(TimeSpan.FromSeconds(ActionTraits.Seconds(ActionNames.Escalate)))}"
            : $"{often} {Trouble(situation)} ({Opinion.Figure(fit)} by good practice)";
    }

    /// <summary>The trouble as a noun, with what makes it special.</summary>
    /// <param name="situation">The trouble.</param>
    /// <returns>For example <c>a crash loop over one item</c>.</returns>
    public static string Trouble(Situation situation)
    {
        string kind = Situation.Words(situation.Case.Kind);
        return situation switch
        {
            { Poison: true } => $"{kind} over one item",
            { Vain: true } => $"{kind} from {ErrorNatures.Words(situation.Nature)}",
            { Common: true } => $"{kind} that {Wording.Count(situation.Case.AlsoHit.Length, "other worker")} shares",
            _ => kind,
        };
    }

    private static double Fit(string action, Situation situation)
    {
        if (action == ActionNames.Escalate)
        {
            return situation switch { { Poison: true } => 0.6, { Vain: true, Nature: not ErrorNature.DiskFull } => 0.6, { Vain: true } => 0.45, _ => 0.25 };
        }

        return situation switch
        {
            { Poison: true } => OfPoison(action),
            { Vain: true } => OfWall(action, situation.Nature),
            { Common: true } => OfCommonCause(action, situation),
            _ => ByKind(action, situation),
        };
    }

    private static double OfPoison(string action) => action switch
    {
        ActionNames.Quarantine => 0.95,
        ActionNames.Restart or ActionNames.GracefulRestart or ActionNames.HardRestart => 0.15,
        ActionNames.Stop => 0.2,
        _ when IsHook(action) => 0.35,
        _ => 0.1, // a further instance, here or on another node, would only be killed by the same item
    };

    private static double OfWall(string action, ErrorNature nature) => action switch
    {
        _ when IsHook(action) => nature is ErrorNature.DiskFull && Cleans(action) ? 0.9 : 0.65,
        "cache_cleanup" => nature is ErrorNature.DiskFull ? 0.85 : 0.1,
        ActionNames.Relocate => nature is ErrorNature.DiskFull ? 0.75 : 0.4, // it is this node's disk; files and rights may be another's as well
        ActionNames.Wait => nature is ErrorNature.DiskFull ? 0.3 : 0.15,
        ActionNames.Restart => 0.25,
        ActionNames.GracefulRestart or ActionNames.Stop => 0.2,
        ActionNames.HardRestart => 0.15,
        _ => 0.1,
    };

    private static double OfCommonCause(string action, Situation situation) => action switch
    {
        ActionNames.Wait => situation.Case.Alive ? 0.8 : 0.7,
        ActionNames.ConnectionReset => situation.Nature is ErrorNature.Connection || situation.Connections > 0 ? 0.7 : 0.5,
        ActionNames.GracefulRestart => 0.35,
        ActionNames.Restart => 0.3,
        ActionNames.HardRestart => 0.2,
        _ when IsHook(action) => 0.4,
        _ => 0.1,
    };

    private static double ByKind(string action, Situation situation)
    {
        bool open = situation.Connections > 0;
        bool connection = situation.Nature is ErrorNature.Connection;
        bool deaf = situation.IgnoresStop;
        return (situation.Case.Kind, action) switch
        {
            (FaultKind.HostMemory, _) => OfHostMemory(action),
            (FaultKind.HostLoad, _) => OfHostLoad(action),
            (_, ActionNames.Relocate) => OfRelocation(situation),
            (_, ActionNames.StopAll or ActionNames.DrainNode) => 0.02,
            (_, ActionNames.Stop) => 0.1,
            (_, ActionNames.Quarantine) => 0.1,
            (_, ActionNames.ScaleDown) => 0.1,

            (FaultKind.Hang, ActionNames.Restart) => deaf ? 0.45 : 0.8,
            (FaultKind.Hang, ActionNames.HardRestart) => deaf ? 0.85 : 0.65,
            (FaultKind.Hang, ActionNames.GracefulRestart) => 0.35, // what hangs does not drain
            (FaultKind.Hang, ActionNames.ConnectionReset) => open ? 0.4 : 0.2,

            (FaultKind.NoProgress, ActionNames.ConnectionReset) => open ? 0.85 : 0.35,
            (FaultKind.NoProgress, ActionNames.Restart) => 0.75,
            (FaultKind.NoProgress, ActionNames.GracefulRestart) => 0.5,
            (FaultKind.NoProgress, ActionNames.HardRestart) => 0.6,

            (FaultKind.StuckConnection, ActionNames.ConnectionReset) => 0.9,
            (FaultKind.StuckConnection, ActionNames.Restart) => 0.65,
            (FaultKind.StuckConnection, ActionNames.GracefulRestart) => 0.5,
            (FaultKind.StuckConnection, ActionNames.HardRestart) => 0.55,

            (FaultKind.Leak or FaultKind.MemoryOver, ActionNames.MemoryCleanup) => 0.83,
            (FaultKind.Leak or FaultKind.MemoryOver, ActionNames.GracefulRestart) => 0.8,
            (FaultKind.Leak or FaultKind.MemoryOver, ActionNames.Restart) => 0.65,
            (FaultKind.Leak or FaultKind.MemoryOver, ActionNames.HardRestart) => 0.45,

            (FaultKind.CpuOver, ActionNames.Restart) => 0.78,
            (FaultKind.CpuOver, ActionNames.GracefulRestart) => 0.62,
            (FaultKind.CpuOver, ActionNames.HardRestart) => 0.6,
            (FaultKind.CpuOver, ActionNames.Wait) => 0.25,

            (FaultKind.ErrorBurst or FaultKind.ErrorRate or FaultKind.SlowAnswer, ActionNames.ConnectionReset) => connection ? 0.85 : 0.4,
            (FaultKind.ErrorBurst or FaultKind.ErrorRate, ActionNames.GracefulRestart) => connection ? 0.55 : 0.68,
            (FaultKind.ErrorBurst or FaultKind.ErrorRate, ActionNames.Restart) => 0.55,
            (FaultKind.ErrorBurst or FaultKind.ErrorRate, ActionNames.Wait) => 0.4,
            (FaultKind.SlowAnswer, ActionNames.GracefulRestart) => 0.65,
            (FaultKind.SlowAnswer, ActionNames.Restart) => 0.55,
            (FaultKind.SlowAnswer, ActionNames.Wait) => 0.4,

            (FaultKind.ProbeFailed or FaultKind.NotReady, ActionNames.Restart) => 0.7,
            (FaultKind.ProbeFailed or FaultKind.NotReady, ActionNames.HardRestart) => 0.55,
            (FaultKind.ProbeFailed or FaultKind.NotReady, ActionNames.GracefulRestart) => 0.5,
            (FaultKind.ProbeFailed, ActionNames.ConnectionReset) => connection ? 0.65 : 0.3,

            (FaultKind.Zombie, ActionNames.HardRestart) => 0.8,
            (FaultKind.Zombie, ActionNames.Restart) => 0.6,
            (FaultKind.Zombie, ActionNames.GracefulRestart) => 0.2,
            (FaultKind.ZombieChildren or FaultKind.DescriptorsOver, ActionNames.GracefulRestart) => 0.7,
            (FaultKind.ZombieChildren or FaultKind.DescriptorsOver, ActionNames.Restart) => 0.6,
            (FaultKind.DescriptorsOver, ActionNames.ConnectionReset) => open ? 0.65 : 0.4,

            (FaultKind.FailureRisk, ActionNames.GracefulRestart) => 0.65,
            (FaultKind.FailureRisk, ActionNames.Wait) => 0.5,
            (FaultKind.FailureRisk, ActionNames.MemoryCleanup) => 0.5,

            (FaultKind.CannotStart, ActionNames.Wait) => 0.4,
            (FaultKind.CannotStart, ActionNames.Restart) => 0.4,
            (FaultKind.Crash or FaultKind.BudgetSpent, ActionNames.ConnectionReset or ActionNames.MemoryCleanup) => 0.1, // nothing runs that could
            (FaultKind.Crash or FaultKind.BudgetSpent, ActionNames.Restart) => 0.68,
            (FaultKind.Crash or FaultKind.BudgetSpent, ActionNames.GracefulRestart) => 0.6,
            (FaultKind.Crash or FaultKind.BudgetSpent, ActionNames.HardRestart) => 0.5,
            (FaultKind.Crash or FaultKind.BudgetSpent, ActionNames.Wait) => 0.4,
            (FaultKind.CannotStart or FaultKind.Crash or FaultKind.BudgetSpent, _) when IsHook(action) => situation.Case.Failed.IsEmpty ? 0.58 : 0.72,

            (_, ActionNames.Restart) => 0.5,
            (_, ActionNames.GracefulRestart) => 0.5,
            (_, ActionNames.HardRestart) => 0.35,
            (_, ActionNames.ConnectionReset) => connection ? 0.5 : 0.2,
            (_, ActionNames.ScaleUp) => 0.25,
            _ when IsHook(action) => OfHook(situation),
            _ => 0.15,
        };
    }

    /// <summary>What came back after restarts here may be this node's: another one is the next that can be tried.</summary>
    private static double OfRelocation(Situation situation)
    {
        bool restarted = situation.Case.Failed.Any(static id => id.Split('+').Any(static action => ActionTraits.RestartRank(action) > 0));
        return situation.Case.Kind switch
        {
            FaultKind.BudgetSpent or FaultKind.CannotStart or FaultKind.NotReady or FaultKind.StuckConnection => restarted ? 0.8 : 0.5,
            FaultKind.MemoryOver or FaultKind.Leak or FaultKind.Requested => 0.15, // its memory goes with it
            _ => restarted ? 0.6 : 0.3,
        };
    }

    /// <summary>The definition offers it for something; when the usual did not help, for this most likely.</summary>
    private static double OfHook(Situation situation) => situation.Case.Failed.IsEmpty ? 0.55 : 0.6;

    private static double OfHostMemory(string action) => action switch
    {
        ActionNames.MemoryCleanup => 0.8,
        ActionNames.ScaleDown => 0.72,
        ActionNames.Relocate => 0.7,
        ActionNames.DrainNode => 0.6,
        ActionNames.GracefulRestart => 0.5,
        ActionNames.Restart => 0.45,
        ActionNames.HardRestart => 0.35,
        ActionNames.Stop => 0.35,
        ActionNames.StopAll => 0.2,
        ActionNames.Wait => 0.25,
        _ when IsHook(action) => 0.45,
        _ => 0.05,
    };

    private static double OfHostLoad(string action) => action switch
    {
        ActionNames.ScaleDown => 0.68,
        ActionNames.Relocate => 0.7,
        ActionNames.Wait => 0.6,
        ActionNames.DrainNode => 0.55,
        ActionNames.Stop => 0.3,
        ActionNames.StopAll => 0.1,
        _ when IsHook(action) => 0.45,
        _ => 0.15, // starting things is work too
    };

    private static bool IsHook(string action) => action.StartsWith(ActionNames.HookPrefix, StringComparison.Ordinal);

    private static bool Cleans(string action) =>
        s_cleaning.Any(word => action.Contains(word, StringComparison.OrdinalIgnoreCase));
}
