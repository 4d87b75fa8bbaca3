namespace Guardian.Workers;

/// <summary>Which workers are restarted because one failed.</summary>
/// <param name="Stop">Workers whose remaining instances are stopped, in this order (last started first).</param>
/// <param name="Start">Workers that are started again, in this order; the failed one is among them.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record GroupRestart(ValueArray<string> Stop, ValueArray<string> Start, string Reason);
