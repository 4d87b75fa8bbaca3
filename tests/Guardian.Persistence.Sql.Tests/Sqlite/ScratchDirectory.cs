namespace Guardian.Persistence.Sql.Tests.Sqlite;

/// <summary>A directory of its own for one test, gone afterwards.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    public string Top { get; } = Directory.CreateTempSubdirectory("guardian-store-").FullName;

    public string File(string name) => Path.Combine(Top, name);

    public void Dispose()
    {
        if (Directory.Exists(Top))
        {
            Directory.Delete(Top, recursive: true);
        }
    }
}
