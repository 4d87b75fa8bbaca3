namespace Guardian.Sages.Tasks;

/// <summary>Place of an incident among others that are open.</summary>
/// <param name="Value">Over 0 to 1; more goes first.</param>
/// <param name="Reason">Why, with the figures it was worked out of.</param>
public sealed record Priority(double Value, string Reason);
