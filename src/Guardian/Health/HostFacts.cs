namespace Guardian.Health;

/// <summary>What is known of the server at one moment; null is not known.</summary>
/// <param name="Cpu">Processor use since the last check, share of all processors.</param>
/// <param name="Memory">Memory in use, share of all memory.</param>
/// <param name="Load">Load average of a minute per processor.</param>
public sealed record HostFacts(double? Cpu, double? Memory, double? Load)
{
    /// <summary>Works the facts out of two samples.</summary>
    /// <param name="earlier">The sample before, or null when there is none: processor use is not known then.</param>
    /// <param name="later">The sample now.</param>
    /// <returns>The facts, each share between 0 and 1.</returns>
    public static HostFacts From(HostSample? earlier, HostSample later)
    {
        TimeSpan? busy = later.CpuBusy - earlier?.CpuBusy;
        TimeSpan? total = later.CpuTotal - earlier?.CpuTotal;
        return new HostFacts(
            busy is { } used && total is { } passed && passed > TimeSpan.Zero ? Math.Clamp(used / passed, 0, 1) : null,
            later is { MemoryTotal: > 0 and { } all, MemoryAvailable: { } free } ? Math.Clamp(1 - ((double)free / all), 0, 1) : null,
            later.Processors > 0 ? later.Load1 / later.Processors : null);
    }
}
