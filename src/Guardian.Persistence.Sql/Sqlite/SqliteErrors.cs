using Guardian.Journal;

namespace Guardian.Persistence.Sql.Sqlite;

/// <summary>What SQLite's result codes mean for the journal (https://www.sqlite.org/rescode.html).</summary>
internal static class SqliteErrors
{
    private const int Error = 1;
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int Constraint = 19;
    private const int NotADatabase = 26;
    private const int InputOutputSharedMemorySize = 4874;
    private const int InputOutputCorruptFileSystem = 8458;

    internal static JournalProblem Problem(int code, int extended) => code switch
    {
        Busy or Locked => JournalProblem.Busy,
        ReadOnly or Permission => JournalProblem.ReadOnly,
        Full => JournalProblem.Full,
        Corrupt or NotADatabase => JournalProblem.Corrupt,
        // Our statements are fixed texts; when one no longer fits, the tables are not those Guardian made.
        Error or Constraint => JournalProblem.Corrupt,
        // The shared memory beside the file could not grow: the same full disk, met one file earlier.
        InputOutput when extended == InputOutputSharedMemorySize => JournalProblem.Full,
        InputOutput when extended == InputOutputCorruptFileSystem => JournalProblem.Corrupt,
        _ => JournalProblem.Unreachable,
    };

    /// <summary>What a person can do about it.</summary>
    internal static string Advice(JournalProblem problem, string path) => problem switch
    {
        JournalProblem.Corrupt =>
            $"{path} is damaged or is not Guardian's; move it and its -wal and -shm away together, then restore a backup or let Guardian start a new one",
        JournalProblem.ReadOnly =>
            $"{path} cannot be written; give Guardian's user write permission on the file and its directory, or remount the file system for writing",
        JournalProblem.Full => $"no space left for {path}; free some on its file system, writing resumes by itself",
        JournalProblem.Busy => $"{path} is locked by another process; end the one that holds it (fuser {path}), writing resumes by itself",
        JournalProblem.TooNew => $"{path} was written by a newer Guardian; run that version, or give this one a file of its own",
        _ => $"{path} cannot be opened or used; check that it exists, is a file, and that its disk works",
    };
}
