using System.Data.Common;
using Dapper;
using Guardian.Persistence.Sql.Writing;

namespace Guardian.Persistence.Sql.Tests.Sqlite;

/// <summary>A dialect with something changed, to provoke what a real disk does seldom.</summary>
internal sealed class DialectOver(ISqlDialect inner) : ISqlDialect
{
    /// <summary>Statement run on each writer's connection when it is opened.</summary>
    public string? OnOpen { get; set; }

    public IReadOnlyList<Migration> Migrations { get; init; } = inner.Migrations;

    public string Store => inner.Store;

    public SqlTexts Sql => inner.Sql;

    public DbConnection OpenWriter(bool create)
    {
        DbConnection connection = inner.OpenWriter(create);
        if (OnOpen is { } statement)
        {
            connection.Execute(statement);
        }

        return connection;
    }

    public DbConnection OpenReader() => inner.OpenReader();

    public int? MigrationSeconds => inner.MigrationSeconds;

    public DbTransaction BeginMigration(DbConnection writer) => inner.BeginMigration(writer);

    public void Check(DbConnection writer) => inner.Check(writer);

    public IWriteSession OpenSession(DbConnection writer) => inner.OpenSession(writer);

    public void Dispose() => inner.Dispose();

    public Journal.JournalUnavailableException Explain(DbException error) => inner.Explain(error);
}
