using Guardian.Council;

namespace Guardian.Sages.Tasks;

/// <summary>What the priority of an open incident is worked out of.</summary>
/// <param name="Severity">How grave it is.</param>
/// <param name="Critical">Whether the whole system depends on its worker.</param>
/// <param name="FaultsPerDay">Faults of the worker and kind within the last day, this one included.</param>
/// <param name="RepairCost">Cost of the cheapest plan that may cure it, 0 to 1; 0.5 where it is not known.</param>
/// <param name="Backlog">Tasks that wait for the worker; null when unknown.</param>
public sealed record PriorityInputs(Severity Severity, bool Critical, int FaultsPerDay, double RepairCost, long? Backlog);
