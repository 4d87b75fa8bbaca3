namespace Guardian.Workers;

/// <summary>Port to the memory of running processes, as far as it can be taken back without their help.</summary>
public interface IMemoryControl
{
    /// <summary>Asks the kernel to take back memory (page cache, and what can be swapped) of the process's own control group.</summary>
    /// <param name="process">The very process; a later one with the same pid is left alone.</param>
    /// <param name="bytes">How much; more than zero. The kernel may take back somewhat more or less.</param>
    /// <returns>How much was taken back, or why nothing was: a group that the node itself lives in is never touched.</returns>
    /// <remarks>Blocks while the kernel works, which may take seconds for gigabytes.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bytes"/> is zero or less.</exception>
    MemoryReclaim Reclaim(ProcessIdentity process, long bytes);
}
