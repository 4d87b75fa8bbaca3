namespace Guardian.Chaos.Report;

/// <summary>One assertion about what happened.</summary>
/// <param name="Words">What must hold.</param>
/// <param name="Holds">Whether it does.</param>
/// <param name="Seen">What was seen instead, or the figure.</param>
internal sealed record Check(string Words, bool Holds, string Seen);
