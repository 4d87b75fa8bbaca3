namespace Guardian.Workers;

/// <summary>Tells one operating system process from every other, also from a later one that was given the same pid.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="StartTicks">Start time as the kernel counts it (clock ticks since boot, field 22 of <c>/proc/PID/stat</c>).</param>
/// <param name="BootId">The boot that <paramref name="StartTicks"/> counts from (<c>/proc/sys/kernel/random/boot_id</c>).</param>
public readonly record struct ProcessIdentity(int Pid, long StartTicks, string BootId);
