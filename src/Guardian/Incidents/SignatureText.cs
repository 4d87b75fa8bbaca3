namespace Guardian.Incidents;

/// <summary>A signature: the key of what is learned about a trouble.</summary>
/// <param name="Id">Stable and short.</param>
/// <param name="Text">In words.</param>
public sealed record SignatureText(string Id, string Text);
