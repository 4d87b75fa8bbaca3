namespace Guardian.Chaos.Report;

/// <summary>The node's own figures, as the API shows them.</summary>
internal sealed record KpiSeen(KpiFigureSeen[] Figures, string[] Remarks);

/// <summary>One of them.</summary>
internal sealed record KpiFigureSeen(string Name, string Title, double? Value, string Unit, double? Target, bool? Met, string Words);
