using System.Runtime.CompilerServices;

namespace Guardian.Tests;

/// <summary>Texts that others depend on, kept beside the tests in <c>Snapshots/</c>.</summary>
internal static class Snapshots
{
    public static void Check(string name, string actual, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "Snapshots", name);
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, actual);
            throw new FileNotFoundException($"snapshot {name} was missing and has been written; read it and run again");
        }

        actual.ShouldBe(File.ReadAllText(path), $"{name} changed: is that meant?");
    }
}
