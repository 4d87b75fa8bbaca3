using System.Collections.Immutable;

namespace Guardian.Recovery;

/// <summary>Ordered recovery actions that are decided on, carried out and judged as one.</summary>
/// <param name="Id">Its name within a proposal: the actions joined by <c>+</c>. The same actions have the same id in every incident.</param>
/// <param name="Actions">At least one, in order.</param>
/// <param name="Scope">The farthest reach of its actions.</param>
/// <param name="Cost">What it costs by itself, 0 to 1: that of its dearest action.</param>
/// <param name="Blast">Share of the node's running instances that it touches, 0 to 1.</param>
/// <param name="Destroys">Whether one of its actions ends a process or throws something away.</param>
/// <param name="Why">Where it comes from, in words: the ladder, knowledge, the definition.</param>
public sealed record Plan(
    string Id,
    ImmutableArray<string> Actions,
    ActionScope Scope,
    double Cost,
    double Blast,
    bool Destroys,
    string Why);
