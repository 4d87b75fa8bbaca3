namespace Guardian.Workers;

/// <summary>What became of a request to give memory back.</summary>
/// <param name="Done">Whether the kernel was asked and gave back at least part.</param>
/// <param name="Bytes">By how much the group's memory fell; 0 when nothing was done.</param>
/// <param name="Reason">What was done, or why not, in words.</param>
public sealed record MemoryReclaim(bool Done, long Bytes, string Reason);
