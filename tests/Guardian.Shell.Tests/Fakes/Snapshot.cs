using System.Runtime.CompilerServices;

namespace Guardian.Shell.Tests.Fakes;

/// <summary>Compares shell output with a text file in <c>Snapshots</c>; a change there is a decision.</summary>
public static class Snapshot
{
    public static void Matches(string name, string actual, [CallerFilePath] string caller = "")
    {
        string path = Path.Combine(Path.GetDirectoryName(caller)!, "..", "Snapshots", name + ".txt");
        string readable = actual.Replace("\e", "<ESC>", StringComparison.Ordinal);
        if (!File.Exists(path))
        {
            File.WriteAllText(path, readable);
            throw new FileNotFoundException($"snapshot {name} was missing and has been written; read it and run again");
        }

        readable.ShouldBe(File.ReadAllText(path));
    }
}
