using System.Collections.Immutable;
using Guardian.Recovery.Actions;
using Guardian.Workers;

namespace Guardian.Recovery;

/// <summary>The recovery actions that a node knows, by name.</summary>
/// <remarks><see cref="ActionNames.Escalate"/> is none of them: it is a decision, not a deed.</remarks>
public sealed class ActionCatalog
{
    private readonly ImmutableDictionary<string, IRecoveryAction> _actions;

    /// <summary>The built-in actions and further ones.</summary>
    /// <param name="more">Actions of extensions; one with the name of a built-in replaces it.</param>
    public ActionCatalog(IEnumerable<IRecoveryAction> more) =>
        _actions = BuiltIn().Concat(more).Aggregate(
            ImmutableDictionary.Create<string, IRecoveryAction>(StringComparer.Ordinal),
            (all, action) => all.SetItem(action.Info.Name, action));

    /// <summary>Names of all actions, without hooks of definitions.</summary>
    public IEnumerable<string> Names => _actions.Keys.Order(StringComparer.Ordinal);

    /// <summary>Finds an action.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="worker">The worker that it is for, whose hooks count as well.</param>
    /// <returns>The action, or null.</returns>
    public IRecoveryAction? Find(string name, WorkerDefinition worker) =>
        _actions.GetValueOrDefault(name)
        ?? (worker.Recovery.Hooks.FirstOrDefault(hook => hook.Action == name) is { } hook ? new HookAction(hook) : null);

    private static IEnumerable<IRecoveryAction> BuiltIn() =>
    [
        new WaitAction(), new ConnectionResetAction(), new MemoryCleanupAction(), new QuarantineAction(),
        .. ScaleAction.All, .. RestartAction.All, new RelocateAction(), new DrainNodeAction(), new StopAction(), new StopAllAction(),
    ];
}
