namespace Guardian.Hosting;

/// <summary>The server's latest figures; one that could not be read is null.</summary>
/// <param name="CpuPercent">Share of all processors in use, 0 to 100.</param>
/// <param name="MemoryPercent">Share of memory in use, 0 to 100.</param>
/// <param name="MemoryTotalBytes">Memory in all.</param>
/// <param name="Load1">Load average of the last minute.</param>
/// <param name="Processors">Processors.</param>
/// <param name="DiskFreeBytes">Free space where the data directory is.</param>
/// <param name="DiskPercent">Share of that file system in use, 0 to 100.</param>
public sealed record HostStatus(
    double? CpuPercent,
    double? MemoryPercent,
    long? MemoryTotalBytes,
    double? Load1,
    int Processors,
    long? DiskFreeBytes,
    double? DiskPercent)
{
    /// <summary>Before the first reading.</summary>
    public static HostStatus Unknown { get; } = new(null, null, null, null, 0, null, null);
}
