namespace Guardian.Cluster;

/// <summary>Port to a clock by which leases are measured on this server.</summary>
/// <remarks>
/// It must count the time in which the server sleeps (CLOCK_BOOTTIME on Linux), which the clock of <see cref="Clock"/> does not, and be the same
/// for every process of the server: node, guard and started workers compare it.
/// </remarks>
public interface ILeaseClock
{
    /// <summary>Time since the server was started, sleep included.</summary>
    TimeSpan SinceBoot { get; }
}
