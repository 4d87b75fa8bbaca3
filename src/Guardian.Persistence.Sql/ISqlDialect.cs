using System.Data.Common;
using Guardian.Journal;
using Guardian.Persistence.Sql.Writing;

namespace Guardian.Persistence.Sql;

/// <summary>What differs between databases: how to connect, how to say things, what errors mean.</summary>
/// <remarks>
/// One object serves all connections of a journal; members are called from the writer and from readers at once. It is disposed after them.
/// </remarks>
internal interface ISqlDialect : IDisposable
{
    /// <summary>Where the store is, for messages: a path or a server.</summary>
    string Store { get; }

    /// <summary>The statements.</summary>
    SqlTexts Sql { get; }

    /// <summary>The steps to the newest schema, in order of number from 1.</summary>
    IReadOnlyList<Migration> Migrations { get; }

    /// <summary>Opens the connection through which everything is written.</summary>
    /// <param name="create">Whether a missing store is created.</param>
    DbConnection OpenWriter(bool create);

    /// <summary>Opens a connection that only reads.</summary>
    DbConnection OpenReader();

    /// <summary>How long the driver waits for one statement of a migration, in seconds, or null for its usual time.</summary>
    int? MigrationSeconds { get; }

    /// <summary>
    /// Begins a transaction that holds the right to write from its start: nobody else writes or changes the schema meanwhile. It waits for
    /// that right, and may work, longer than a transaction that writes events.
    /// </summary>
    DbTransaction BeginMigration(DbConnection writer);

    /// <summary>Makes the writer's connection ready for events.</summary>
    /// <param name="writer">From <see cref="OpenWriter"/>; it belongs to the session from now on.</param>
    IWriteSession OpenSession(DbConnection writer);

    /// <summary>Looks for damage, unless that would take long.</summary>
    /// <exception cref="JournalUnavailableException">There is some.</exception>
    void Check(DbConnection writer);

    /// <summary>Says what a driver's exception means.</summary>
    JournalUnavailableException Explain(DbException error);
}
