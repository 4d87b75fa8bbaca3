using System.Data.Common;
using Guardian.Journal;

namespace Guardian.Persistence.Sql;

/// <summary>What differs between databases: how to connect, how to say things, what errors mean.</summary>
/// <remarks>One object serves all connections of a journal; members are called from the writer and from readers at once.</remarks>
internal interface ISqlDialect
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

    /// <summary>Begins a transaction that holds the right to write from its start.</summary>
    DbTransaction BeginWrite(DbConnection writer);

    /// <summary>Looks for damage, unless that would take long.</summary>
    /// <exception cref="JournalUnavailableException">There is some.</exception>
    void Check(DbConnection writer);

    /// <summary>Work that is due after a commit on the writer's connection, outside any transaction.</summary>
    /// <param name="writer">The writer's connection.</param>
    /// <param name="bytes">Content written since the last call, in bytes.</param>
    /// <param name="trimmed">Whether events have been deleted.</param>
    void AfterCommit(DbConnection writer, long bytes, bool trimmed);

    /// <summary>Says what a driver's exception means.</summary>
    JournalUnavailableException Explain(DbException error);
}
