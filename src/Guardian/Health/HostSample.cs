namespace Guardian.Health;

/// <summary>What the whole server uses at one moment.</summary>
/// <param name="Processors">Processors the node may use.</param>
/// <param name="CpuBusy">Processor time spent busy since boot, summed over processors.</param>
/// <param name="CpuTotal">Processor time since boot, busy and idle, summed over processors.</param>
/// <param name="MemoryTotal">Bytes of memory.</param>
/// <param name="MemoryAvailable">Bytes that could be used without swapping.</param>
/// <param name="Load1">Load average of the last minute.</param>
/// <param name="DiskTotal">Bytes of the file system asked for.</param>
/// <param name="DiskFree">Bytes of it that an unprivileged user could still use.</param>
public sealed record HostSample(
    int Processors,
    TimeSpan? CpuBusy,
    TimeSpan? CpuTotal,
    long? MemoryTotal,
    long? MemoryAvailable,
    double? Load1,
    long? DiskTotal,
    long? DiskFree);
