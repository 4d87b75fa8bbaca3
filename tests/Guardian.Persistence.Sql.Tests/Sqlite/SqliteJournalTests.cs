using Guardian.Journal;
using Guardian.Persistence.Sql.Tests.Contract;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Persistence.Sql.Tests.Sqlite;

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteJournalTests : EventJournalContract
{
    private readonly string _top = Directory.CreateTempSubdirectory("guardian-store-").FullName;

    protected override Task<IEventJournal> OpenStoreAsync() =>
        SqliteJournal.OpenAsync(Path.Combine(_top, "journal.db"), TimeProvider.System, NullLogger.Instance);

    protected override Task ResetStoreAsync()
    {
        File.Delete(Path.Combine(_top, "journal.db"));
        return Task.CompletedTask;
    }

    protected override Task RemoveStoreAsync()
    {
        Directory.Delete(_top, recursive: true);
        return Task.CompletedTask;
    }
}
