namespace Guardian.Integration.Tests.Play;

/// <summary>Another wall clock for one program (libfaketime). Clocks that nobody can set stay as they are.</summary>
internal static class FakeTime
{
    /// <summary>What the program's environment needs.</summary>
    /// <param name="file">Holds how far its clock is off: "+2h".</param>
    public static Dictionary<string, string?> Environment(string file) => new()
    {
        ["LD_PRELOAD"] = Library(),
        ["FAKETIME_TIMESTAMP_FILE"] = file,
        ["FAKETIME_NO_CACHE"] = "1",
        ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
        ["NO_FAKE_STAT"] = "1",
        // Its own repair of waits on the monotonic clock makes of every wait with a limit one that is over at once.
        ["FAKETIME_FORCE_MONOTONIC_FIX"] = "0",
    };

    /// <summary>Sets the clock of a program that runs with it.</summary>
    /// <param name="node">In whose directory the file is.</param>
    /// <param name="file">As given to <see cref="Environment"/>.</param>
    /// <param name="off">"+2h", "-1h", "+0".</param>
    public static void Set(TestNode node, string file, string off) =>
        File.Move(node.Write("clock.new", off + "\n"), file, overwrite: true); // whole or not at all: a half-written file would be a third time

    private static string Library()
    {
        // Links are not followed: some lead in circles, and a search that finds nothing would never end.
        EnumerationOptions deep = new() { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return Directory.EnumerateFiles("/usr/lib", "libfaketimeMT.so.1", deep).FirstOrDefault()
            ?? throw new InvalidOperationException(
                "libfaketimeMT.so.1 is not installed (package libfaketime); without it the clock cannot be set for one program");
    }
}
