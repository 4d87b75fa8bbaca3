using Guardian.Learning;

namespace Guardian.Cluster.Learning;

/// <summary>What an outcome did to the trust.</summary>
/// <param name="Incident">Of which incident.</param>
/// <param name="Verdict">What was learned.</param>
internal sealed record TrustChange(string Incident, TrustVerdict Verdict);
