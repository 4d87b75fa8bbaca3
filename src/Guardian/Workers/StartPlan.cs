namespace Guardian.Workers;

/// <summary>The order in which workers are started; stopping goes the other way.</summary>
/// <param name="Order">Every worker once, dependencies before dependents, otherwise as defined. Members of a cycle come last.</param>
/// <param name="Problems">Unknown names and cycles; empty when every worker can start.</param>
public sealed record StartPlan(ValueArray<string> Order, ValueArray<StartProblem> Problems);
