using System.Collections.Immutable;
using Guardian.Shell.Interactive;

namespace Guardian.Shell.Tests.Interactive;

public sealed class HistoryFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pbm-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Survives_the_shell_and_is_for_its_owner_only()
    {
        string path = Path.Combine(_folder, "state", "guardian", "pbm_history");
        new HistoryFile(path).Append("worker list").ShouldBeTrue();
        new HistoryFile(path).Append("two\nlines").ShouldBeTrue();

        new HistoryFile(path).Load().ShouldBe(["worker list", "two lines"]);
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void Keeps_the_last_thousand_lines_and_shrinks_the_file_when_it_has_grown_to_twice_that()
    {
        string path = Path.Combine(_folder, "h");
        File.WriteAllLines(path, Enumerable.Range(0, 2001).Select(number => $"line {number}"));

        ImmutableArray<string> lines = new HistoryFile(path).Load();

        lines.Length.ShouldBe(HistoryFile.MostLines);
        lines[^1].ShouldBe("line 2000");
        File.ReadAllLines(path).Length.ShouldBe(HistoryFile.MostLines);
    }

    [Theory]
    [InlineData("b", "a b")]
    [InlineData("a", "a")]
    [InlineData(" secret", "a")]
    [InlineData("", "a")]
    public void Adds_a_line_unless_it_repeats_or_begins_with_a_blank(string line, string expected) =>
        string.Join(' ', HistoryFile.Add(["a"], line)).ShouldBe(expected);

    [Fact]
    public void Is_bounded_in_memory_too() =>
        HistoryFile.Add([.. Enumerable.Range(0, HistoryFile.MostLines).Select(number => $"{number}")], "new").Length.ShouldBe(HistoryFile.MostLines);

    [Fact]
    public void Is_no_hindrance_when_it_cannot_be_written()
    {
        HistoryFile file = new(Path.Combine(_folder, "h", "x"));
        File.WriteAllText(Path.Combine(_folder, "h"), "a file where a folder should be");
        file.Append("line").ShouldBeFalse();
        file.Load().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/state", "/home/x", "/state/guardian/pbm_history")]
    [InlineData("", "/home/x", "/home/x/.local/state/guardian/pbm_history")]
    [InlineData("relative", "/home/x", "/home/x/.local/state/guardian/pbm_history")]
    [InlineData(null, null, null)]
    public void Follows_the_base_directory_rules(string? state, string? home, string? path) =>
        HistoryFile.DefaultPath(name => name == "XDG_STATE_HOME" ? state : home).ShouldBe(path);
}
