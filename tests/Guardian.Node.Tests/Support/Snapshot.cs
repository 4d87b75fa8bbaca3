using System.Runtime.CompilerServices;

namespace Guardian.Node.Tests.Support;

/// <summary>Compares text with a file in <c>Snapshots</c>; a change there is a decision.</summary>
internal static class Snapshot
{
    public static void Matches(string name, string actual)
    {
        string path = Path.Combine(Path.GetDirectoryName(Here())!, "..", "Snapshots", name);
        if (!File.Exists(path))
        {
            File.WriteAllText(path, actual);
            throw new FileNotFoundException($"snapshot {name} was missing and has been written; read it and run again");
        }

        actual.ShouldBe(File.ReadAllText(path));
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
