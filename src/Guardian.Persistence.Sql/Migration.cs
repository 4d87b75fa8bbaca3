namespace Guardian.Persistence.Sql;

/// <summary>One numbered step of the schema; its text may run again without harm.</summary>
/// <param name="Version">From 1, without gaps.</param>
/// <param name="Name">What it does.</param>
/// <param name="Needs">
/// The least version that a program must know to go on using the store after this step; itself, unless the step only adds what older
/// programs do not look at. It counts where several nodes share the store and are upgraded one at a time.
/// </param>
/// <param name="Sql">Statements, run in one transaction with the record that they ran.</param>
internal sealed record Migration(int Version, string Name, int Needs, string Sql);
