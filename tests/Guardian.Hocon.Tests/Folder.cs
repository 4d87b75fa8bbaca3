namespace Guardian.Hocon.Tests;

/// <summary>A directory of configuration files that goes away with the test.</summary>
internal sealed class Folder : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("guardian-hocon-");

    public Folder(params (string Name, string Content)[] files)
    {
        foreach ((string name, string content) in files)
        {
            Write(name, content);
        }
    }

    public string At(string name) => Path.Combine(_directory.FullName, name);

    public void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllText(At(name), content);
    }

    public HoconConfig Parse(string name, params (string Name, string Value)[] environment) => HoconParser.ParseFile(At(name), Hocon.With(environment));

    public string Json(string name, params (string Name, string Value)[] environment) => Parse(name, environment).ToJson(indented: false);

    public string Refused(string name) => Should.Throw<HoconException>(() => Parse(name)).Message;

    public void Dispose() => _directory.Delete(recursive: true);
}
