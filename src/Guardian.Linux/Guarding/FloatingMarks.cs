using Guardian.Linux.Processes;

namespace Guardian.Linux.Guarding;

/// <summary>What a process's environment says about whether it floats.</summary>
/// <param name="IsFloating">It carries the node's mark and a fencing token.</param>
/// <param name="Launcher">Node process that launched it; null when it does not say.</param>
/// <param name="Instance">Its instance; null when it does not say.</param>
internal readonly record struct FloatingMarks(bool IsFloating, NodeProcess? Launcher, string? Instance)
{
    /// <summary>Reads the content of an environ file; of a variable that is there twice the first counts, as for getenv(3).</summary>
    /// <param name="environ">The content.</param>
    /// <param name="mark">The node's mark, in UTF-8.</param>
    /// <returns>Nothing allocated unless it floats.</returns>
    public static FloatingMarks Read(ReadOnlySpan<byte> environ, ReadOnlySpan<byte> mark)
    {
        if (!ProcFiles.FindBytes(environ, "GUARDIAN_NODE="u8, out ReadOnlySpan<byte> node) || !node.SequenceEqual(mark)) { return default; }
        if (!ProcFiles.FindBytes(environ, "GUARDIAN_FENCING_TOKEN="u8, out _)) { return default; }
        return new FloatingMarks(
            true,
            NodeProcess.Parse(ProcFiles.Find(environ, "GUARDIAN_NODE_PROCESS="u8)),
            ProcFiles.Find(environ, "GUARDIAN_INSTANCE="u8));
    }
}
