namespace Guardian.Cluster.Postgres;

/// <summary>One numbered step of the schema; its text may run again without harm.</summary>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="Name">What it does.</param>
/// <param name="Needs">The least program that may still use the schema after it; a program is the number of the last step it knows.</param>
/// <param name="Sql">Statements, run in one transaction with the record that they ran.</param>
internal sealed record ClusterMigration(int Version, string Name, int Needs, string Sql);
