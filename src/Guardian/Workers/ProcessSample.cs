namespace Guardian.Workers;

/// <summary>What one instance uses at one moment: its main process and, where said, its whole tree.</summary>
/// <param name="Cpu">Processor time used so far by the tree's live members, user and system.</param>
/// <param name="ResidentBytes">Resident memory of the tree.</param>
/// <param name="Descriptors">Open file descriptors of the main process; -1 when it may not be read.</param>
/// <param name="Threads">Threads of the main process.</param>
/// <param name="Descendants">Live processes below the main one.</param>
/// <param name="Zombies">Dead processes below the main one that it has not waited for.</param>
/// <param name="State">State letter of the main process as in proc(5): R, S, D, T, Z, ...</param>
public readonly record struct ProcessSample(
    TimeSpan Cpu,
    long ResidentBytes,
    int Descriptors,
    int Threads,
    int Descendants,
    int Zombies,
    char State);
