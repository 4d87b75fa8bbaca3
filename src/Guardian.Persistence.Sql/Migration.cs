namespace Guardian.Persistence.Sql;

/// <summary>One numbered step of the schema; its text may run again without harm.</summary>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="Name">What it does.</param>
/// <param name="Sql">Statements, run in one transaction with the record that they ran.</param>
internal sealed record Migration(int Version, string Name, string Sql);
