using Guardian.Journal;
using Guardian.Persistence.Sql.Tests.Contract;
using Guardian.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Persistence.Sql.Tests.Postgres;

/// <summary>The contract on PostgreSQL.</summary>
public sealed class PostgresJournalTests : EventJournalContract
{
    private ThrowawayDatabase? _database;

    protected override async Task<IEventJournal> OpenStoreAsync()
    {
        _database ??= await ThrowawayDatabase.CreateAsync();
        return await PostgresJournal.OpenAsync(_database.ConnectionString, TimeProvider.System, NullLogger.Instance);
    }

    protected override Task ResetStoreAsync() => _database!.ExecuteAsync("DROP SCHEMA guardian CASCADE");

    protected override async Task RemoveStoreAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }
}
