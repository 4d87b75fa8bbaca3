namespace Guardian.Testing.Postgres;

/// <summary>How a server is stopped.</summary>
internal enum PostgresStop
{
    /// <summary>In order, but without waiting for those who are connected.</summary>
    Fast,

    /// <summary>At once, as if it had crashed; the next start recovers.</summary>
    Immediate,

    /// <summary>Its main process is killed; its others notice that and end.</summary>
    Kill,
}
