namespace Guardian.Linux.Guarding;

/// <summary>A floating process, or one below it, that is to end.</summary>
/// <param name="Pid">Its pid.</param>
/// <param name="StartTicks">Its start time.</param>
/// <param name="Group">Its process group.</param>
/// <param name="OwnsGroup">Everything in its session is to end, and so its whole process group.</param>
/// <param name="IsHalted">It was sent SIGSTOP already.</param>
internal readonly record struct FloatingProcess(int Pid, long StartTicks, int Group, bool OwnsGroup, bool IsHalted);
