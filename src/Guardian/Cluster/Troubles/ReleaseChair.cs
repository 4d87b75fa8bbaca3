namespace Guardian.Cluster.Troubles;

/// <summary>Asks that the chair of a trouble is given back, once the others can know how it went.</summary>
/// <param name="Signature">Id of the trouble's signature.</param>
internal sealed record ReleaseChair(string Signature);
