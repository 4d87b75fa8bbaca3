using System.Collections.Immutable;
using Guardian.Faults;

namespace Guardian.Recovery;

/// <summary>Makes the candidate plans for a trouble: from the ladder, and from what the definition adds.</summary>
/// <remarks>
/// Which of them is best is the council's question. Here only what cannot help is left out: a drain for a process that is gone, one more
/// instance for one that hangs. What knowledge found out is about plans of the same ids, so nothing it knows of is missing here.
/// </remarks>
public static class PlanBuilder
{
    /// <summary>Makes the plans.</summary>
    /// <param name="target">What they are for.</param>
    /// <param name="catalog">The actions that the node knows.</param>
    /// <param name="allRunning">Instances that run on the node.</param>
    /// <returns>In the order of the ladder; the last is always to ask a person.</returns>
    public static ImmutableArray<Plan> Build(ActionTarget target, ActionCatalog catalog, int allRunning)
    {
        List<Plan> plans = [];
        bool down = !target.HasProcess || target.Kind is FaultKind.BudgetSpent or FaultKind.Unrestartable;
        string comesBack = target.HasProcess ? ActionNames.HardRestart : ActionNames.Restart;
        foreach (string name in Candidates(target.Kind))
        {
            bool touchesNothing = name is ActionNames.Wait or ActionNames.Quarantine;

            // What does not start anything by itself is followed by a start where the process is gone or cannot stay up.
            Add(down && touchesNothing ? [name, comesBack] : [name], "the ladder");
        }

        foreach (NamedHook hook in target.Worker.Recovery.Hooks)
        {
            Add(down ? [hook.Action, comesBack] : [hook.Action], "the definition");
        }

        plans.Add(new Plan(ActionNames.Escalate, [ActionNames.Escalate], ActionScope.None, 0.5, 0, false, "always possible"));
        return [.. plans];

        void Add(ImmutableArray<string> names, string why)
        {
            IRecoveryAction[] actions = [.. names.Select(name => catalog.Find(name, target.Worker)).OfType<IRecoveryAction>()];
            bool allowed = actions.Length == names.Length && !names.Any(name => target.Worker.Recovery.Never.Contains(name));
            bool possible = allowed && actions.Where((action, at) => Obstructed(action, names, at)).Any() is false;
            string id = string.Join('+', names);
            if (possible && plans.All(plan => plan.Id != id))
            {
                plans.Add(new Plan(
                    id,
                    names,
                    actions.Max(action => action.Info.Scope),
                    Math.Min(1, actions.Max(action => action.Info.Cost) + (0.05 * (actions.Length - 1))),
                    Blast(actions, target, allRunning),
                    actions.Any(action => action.Info.Destroys),
                    why));
            }
        }

        bool Obstructed(IRecoveryAction action, ImmutableArray<string> names, int at)
        {
            // The start after a hook is the point of the plan, whatever the exit code said before the hook.
            bool afterCure = at > 0 && target.Kind == FaultKind.Unrestartable && names[at] == ActionNames.Restart && names[0] != ActionNames.Wait;
            return !afterCure && action.Obstacle(target) is not null;
        }
    }

    /// <summary>The built-in actions that can help against a kind of fault, in the order of the ladder.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>Their names.</returns>
    public static ImmutableArray<string> Candidates(FaultKind kind) => kind switch
    {
        FaultKind.BudgetSpent =>
            [ActionNames.Wait, ActionNames.Quarantine, ActionNames.Restart, ActionNames.HardRestart, ActionNames.Relocate, ActionNames.Stop],
        FaultKind.Unrestartable => [ActionNames.Quarantine, ActionNames.Stop],
        FaultKind.Hang or FaultKind.NoProgress or FaultKind.ProbeFailed or FaultKind.Zombie =>
            [ActionNames.Wait, ActionNames.ConnectionReset, ActionNames.Quarantine, ActionNames.GracefulRestart, ActionNames.Restart, ActionNames.HardRestart],
        FaultKind.StuckConnection or FaultKind.NotReady =>
        [
            ActionNames.Wait, ActionNames.ConnectionReset, ActionNames.Quarantine, ActionNames.GracefulRestart, ActionNames.Restart, ActionNames.HardRestart,
            ActionNames.Relocate,
        ],
        FaultKind.MemoryOver or FaultKind.Leak or FaultKind.DescriptorsOver or FaultKind.ZombieChildren or FaultKind.FailureRisk =>
            [ActionNames.Wait, ActionNames.MemoryCleanup, ActionNames.GracefulRestart, ActionNames.Restart, ActionNames.HardRestart],
        FaultKind.CpuOver =>
            [ActionNames.Wait, ActionNames.ScaleUp, ActionNames.GracefulRestart, ActionNames.Restart, ActionNames.HardRestart],
        FaultKind.ErrorRate or FaultKind.ErrorBurst or FaultKind.SlowAnswer =>
            [ActionNames.Wait, ActionNames.ConnectionReset, ActionNames.Quarantine, ActionNames.ScaleUp, ActionNames.GracefulRestart, ActionNames.Restart, ActionNames.HardRestart],
        FaultKind.HostMemory or FaultKind.HostLoad =>
        [
            ActionNames.Wait, ActionNames.MemoryCleanup, ActionNames.ScaleDown, ActionNames.GracefulRestart, ActionNames.Relocate, ActionNames.DrainNode,
            ActionNames.StopAll,
        ],
        _ => ActionNames.Ladder.Remove(ActionNames.Escalate),
    };

    private static double Blast(IRecoveryAction[] actions, ActionTarget target, int allRunning)
    {
        double touched = actions.Max(action => action.Info.Scope switch
        {
            ActionScope.None => 0,
            ActionScope.Instance => target.Index is null ? target.Status.Running : 1,
            ActionScope.Worker => action.Info.Destroys ? target.Status.Running : 1,
            _ => allRunning,
        });
        return Math.Min(1, touched / Math.Max(1, allRunning));
    }
}
