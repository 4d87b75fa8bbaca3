namespace Guardian.Linux.Processes;

/// <summary>What a process and its descendants carry in their environment so that they are recognised when they have lost their parents.</summary>
/// <param name="Instance"><c>GUARDIAN_INSTANCE</c>.</param>
/// <param name="Node"><c>GUARDIAN_NODE</c>.</param>
/// <param name="Command"><c>GUARDIAN_COMMAND</c>: set for the short commands that the node runs itself, which may carry an instance's name too.</param>
internal readonly record struct ProcessMarks(string? Instance, string? Node, string? Command);
