namespace Guardian.Learning;

/// <summary>What one kind of failure is known by, on every node and after every restart.</summary>
/// <param name="Text">Readable, at most 200 characters: <c>budgetSpent; exit 1; python ValueError in parse_invoice</c>.</param>
/// <param name="Id">Short and stable: 12 hexadecimal digits.</param>
/// <param name="FaultKind">The level above: what is known of all failures of this kind.</param>
public sealed record Signature(string Text, string Id, string FaultKind);
