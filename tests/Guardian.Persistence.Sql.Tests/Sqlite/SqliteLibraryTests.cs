using System.Runtime.InteropServices;
using Guardian.Persistence.Sql.Sqlite;
using Guardian.Persistence.Sql.Tests.Child;

namespace Guardian.Persistence.Sql.Tests.Sqlite;

/// <summary>The native library: the system's when it is good enough, else the bundled one.</summary>
public sealed class SqliteLibraryTests
{
    private static readonly string Bundled = Path.Combine(
        AppContext.BaseDirectory, "runtimes", RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64", "native", "libe_sqlite3.so");

    [Fact]
    public async Task A_journal_works_with_the_bundled_library()
    {
        using ScratchDirectory scratch = new();
        using ChildProcess child = new("bundled", scratch.File("journal.db"));

        string[] said = await child.LinesToEndAsync();

        said[0].ShouldBe("e2"); // e1 was older than the moment and folded into the snapshot
        said[1].ShouldBe($"{Bundled} 3.35.5");
    }

    [Fact]
    public void The_system_s_library_comes_first_unless_asked_otherwise()
    {
        IReadOnlyList<string> usual = SqliteLibrary.Candidates(preferBundled: false, Architecture.X64, "/opt/guardian");
        IReadOnlyList<string> turned = SqliteLibrary.Candidates(preferBundled: true, Architecture.X64, "/opt/guardian");

        usual[0].ShouldBe("libsqlite3.so.0");
        usual[1].ShouldBe("/opt/guardian/runtimes/linux-x64/native/libe_sqlite3.so");
        turned.ShouldBe([.. usual.Skip(1), usual[0]]);
    }

    [Fact]
    public void A_library_that_is_missing_no_library_or_too_old_is_passed_over()
    {
        using ScratchDirectory scratch = new();
        File.WriteAllText(scratch.File("text.so"), "no library");
        string[] candidates = [scratch.File("missing.so"), scratch.File("text.so"), "libc.so.6", Bundled];

        SqliteLibrary.FirstUsable(candidates, SqliteLibrary.OldestUsable).ShouldNotBeNull().Name.ShouldBe(Bundled);
        SqliteLibrary.FirstUsable(candidates, SqliteLibrary.OldestUsable + 1).ShouldBeNull();
    }
}
