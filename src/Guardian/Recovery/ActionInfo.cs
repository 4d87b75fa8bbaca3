namespace Guardian.Recovery;

/// <summary>What the council needs to know of a recovery action before it is done.</summary>
/// <param name="Name">Its name, as in <see cref="ActionNames"/>, or <c>hook:NAME</c> for one that the definition adds.</param>
/// <param name="Scope">How far it reaches.</param>
/// <param name="Cost">What it costs by itself in lost work and time, 0 (nothing) to 1 (an outage).</param>
/// <param name="Destroys">Whether it ends a process or throws anything away that was not saved.</param>
/// <param name="Repeatable">Whether it may be done again when nobody knows whether it was done: true for what only moves towards a state.</param>
public sealed record ActionInfo(string Name, ActionScope Scope, double Cost, bool Destroys, bool Repeatable);
