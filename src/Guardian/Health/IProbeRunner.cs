namespace Guardian.Health;

/// <summary>Port that carries out one probe once.</summary>
public interface IProbeRunner
{
    /// <summary>Runs the probe.</summary>
    /// <param name="probe">What to ask.</param>
    /// <param name="timeout">After this long the answer is a failure (exec: its process tree is killed).</param>
    /// <param name="stop">Ends it early, with an unknown result.</param>
    /// <returns>Never throws for what the probed side does; trouble on our own side (no more descriptors, ...) is unknown.</returns>
    Task<ProbeResult> RunAsync(ProbeTarget probe, TimeSpan timeout, CancellationToken stop);
}
