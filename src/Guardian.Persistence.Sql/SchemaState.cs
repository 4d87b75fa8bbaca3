namespace Guardian.Persistence.Sql;

/// <summary>How far the schema of a store is.</summary>
/// <param name="Version">Of the last step that ran; 0 for none.</param>
/// <param name="Needs">The least version that a program must know to use the store.</param>
internal sealed record SchemaState(long Version, long Needs);
