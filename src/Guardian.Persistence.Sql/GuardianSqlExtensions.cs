using Guardian.Hosting;

namespace Guardian.Persistence.Sql;

/// <summary>Gives a hosted node its store.</summary>
public static class GuardianSqlExtensions
{
    /// <summary>Keeps events in <c>guardian.db</c> under the data directory.</summary>
    /// <param name="guardian">The node being composed.</param>
    /// <returns>The same builder.</returns>
    public static GuardianBuilder WithSqliteJournal(this GuardianBuilder guardian) => guardian.WithJournal((data, logs, stop) =>
        SqliteJournal.OpenAsync(Path.Combine(data, "guardian.db"), TimeProvider.System, logs.CreateLogger("Guardian.Store"), stop));
}
