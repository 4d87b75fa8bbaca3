namespace Guardian.Persistence.Sql.Postgres;

/// <summary>What has to be known of a server before it is used.</summary>
/// <param name="Version">As people write it.</param>
/// <param name="Number">As programs compare it: 150004 for 15.4.</param>
/// <param name="Encoding">How the database stores text.</param>
/// <param name="ReadOnly">It is a standby, or somebody has made the database read-only.</param>
internal sealed record PostgresServer(string Version, long Number, string Encoding, bool ReadOnly);
