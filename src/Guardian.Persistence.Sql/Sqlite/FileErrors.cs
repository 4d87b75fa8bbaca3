using Guardian.Journal;

namespace Guardian.Persistence.Sql.Sqlite;

/// <summary>What an error of the file system means for the journal.</summary>
internal static class FileErrors
{
    private const int NoSpace = 28; // ENOSPC; .NET on Linux puts errno into HResult
    private const int ReadOnlyFileSystem = 30; // EROFS
    private const int OverQuota = 122; // EDQUOT

    internal static JournalProblem Problem(IOException error) => error.HResult switch
    {
        NoSpace or OverQuota => JournalProblem.Full,
        ReadOnlyFileSystem => JournalProblem.ReadOnly,
        _ => JournalProblem.Unreachable,
    };
}
