using System.Text;
using Guardian.Journal;
using Guardian.Persistence.Sql.Tests.Child;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Sqlite;

/// <summary>Files that are damaged, no stores, or cannot be written are named clearly and left alone.</summary>
public sealed class SqliteDamageTests
{
    [Theory]
    [InlineData("header")]
    [InlineData("middle")]
    [InlineData("truncated")]
    [InlineData("truncated within a page")]
    [InlineData("text")]
    [InlineData("noise")]
    [InlineData("another program's")]
    [InlineData("table dropped")]
    public async Task A_damaged_file_is_reported_and_not_touched(string damage)
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        await FillAsync(path);
        await DamageAsync(path, damage);
        byte[] before = await File.ReadAllBytesAsync(path);

        JournalUnavailableException refused = await Should.ThrowAsync<JournalUnavailableException>(() => UseAsync(path));

        refused.Problem.ShouldBe(JournalProblem.Corrupt, refused.Message);
        refused.Message.ShouldContain(path);
        refused.Message.ShouldContain("restore a backup");
        (await File.ReadAllBytesAsync(path)).ShouldBe(before);
    }

    [Fact]
    public async Task Damage_in_a_file_too_large_to_search_is_reported_by_the_reading_that_meets_it()
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        await FillAsync(path);
        await DamageAsync(path, "middle");
        JournalTuning hasty = new() { CheckLimit = 0 };
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance, hasty, CancellationToken.None);

        JournalUnavailableException refused = await Should.ThrowAsync<JournalUnavailableException>(() => journal.ReadAllAsync().AllAsync());

        refused.Problem.ShouldBe(JournalProblem.Corrupt, refused.Message);
        refused.Message.ShouldContain(path);
    }

    [Fact]
    public async Task An_empty_file_is_a_fresh_store()
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        await File.WriteAllBytesAsync(path, []);

        await UseAsync(path);
    }

    [Fact]
    public async Task A_directory_in_place_of_the_file_is_reported()
    {
        using ScratchDirectory scratch = new();

        JournalUnavailableException refused = await Should.ThrowAsync<JournalUnavailableException>(() => UseAsync(scratch.Top));

        refused.Problem.ShouldBe(JournalProblem.Unreachable);
        refused.Message.ShouldBe($"{scratch.Top} is a directory; name a file for the store");
    }

    [Fact]
    public async Task A_file_in_place_of_the_directory_is_reported()
    {
        using ScratchDirectory scratch = new();
        await File.WriteAllTextAsync(scratch.File("data"), "");

        JournalUnavailableException refused = await Should.ThrowAsync<JournalUnavailableException>(() => UseAsync(scratch.File("data/journal.db")));

        refused.Problem.ShouldBe(JournalProblem.Unreachable);
        refused.Message.ShouldContain(scratch.File("data/journal.db"));
    }

    [Fact]
    public async Task Missing_directories_and_the_file_are_created_for_the_owner_only()
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("data/store/journal.db");
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance);
        await journal.AppendAsync([To("a", 0, Event("e"))]);

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        File.GetUnixFileMode(path).ShouldBe(Owner);
        File.GetUnixFileMode(path + "-wal").ShouldBe(Owner);
        File.GetUnixFileMode(Path.GetDirectoryName(path)!).ShouldBe(Owner | UnixFileMode.UserExecute);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("directory")]
    [InlineData("directory without file")]
    public async Task A_store_that_may_not_be_written_is_reported(string what)
    {
        using ScratchDirectory scratch = new();
        using ScratchDirectory own = new();
        string path = scratch.File("journal.db");
        if (what != "directory without file")
        {
            await FillAsync(path);
        }

        const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if (File.Exists(path))
        {
            File.SetUnixFileMode(path, what == "file" ? All : All | Write);
        }

        File.SetUnixFileMode(scratch.Top, what == "file" ? All | Enter | Write : All | Enter);
        try
        {
            using ChildProcess child = new("without-permission", own.File("own.db"), path);
            string[] said = await child.LinesToEndAsync();

            said[0].ShouldBe("none");
            said[1].ShouldStartWith($"ReadOnly: {path} cannot be written; give Guardian's user write permission");
        }
        finally
        {
            File.SetUnixFileMode(scratch.Top, All | Enter | Write);
        }
    }

    [Fact]
    public async Task A_file_that_is_removed_while_in_use_is_reported_and_not_replaced_by_an_empty_one()
    {
        using ScratchDirectory scratch = new();
        string path = scratch.File("journal.db");
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance);
        await journal.AppendAsync([To("a", 0, Event("e"))]);
        string away = scratch.File("away");
        File.Move(path, away);

        for (int attempt = 0; attempt < 2; attempt++)
        {
            JournalUnavailableException refused =
                await Should.ThrowAsync<JournalUnavailableException>(() => journal.AppendAsync([To("a", 1, Event("lost"))]));
            refused.Problem.ShouldBe(JournalProblem.Unreachable);
            refused.Message.ShouldContain("removed while in use");
        }

        File.Exists(path).ShouldBeFalse();
        File.Move(away, path);
        await journal.AppendAsync([To("a", 1, Event("e2"))]);
        (await journal.ReadAllAsync().AllAsync()).Select(item => item.Type).ShouldBe(["e", "e2"]);
    }

    private static async Task FillAsync(string path)
    {
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance);
        await journal.AppendAsync([Many("a", 2000), Many("b", 2000)]);
        await journal.SaveSnapshotsAsync([Snapshot("a", 7)]);
    }

    private static async Task UseAsync(string path)
    {
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance);
        await journal.AppendAsync([To("c", 0, Event("e"))]);
    }

    private static async Task DamageAsync(string path, string damage)
    {
        byte[] bytes = await File.ReadAllBytesAsync(path);
        Random random = new(7);
        switch (damage)
        {
            case "header":
                random.NextBytes(bytes.AsSpan(0, 100));
                break;
            case "middle":
                random.NextBytes(bytes.AsSpan(bytes.Length / 2 / 4096 * 4096, 10 * 4096));
                break;
            case "truncated":
                bytes = bytes[..(bytes.Length / 2 / 4096 * 4096)];
                break;
            case "truncated within a page":
                bytes = bytes[..(bytes.Length - 1000)];
                break;
            case "text":
                bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("guardian { data = /var/lib/guardian }\n", 100)));
                break;
            case "noise":
                random.NextBytes(bytes);
                break;
            case "another program's":
                File.Delete(path);
                await RunAsync(path, "CREATE TABLE bookmarks (url TEXT)");
                return;
            case "table dropped":
                await RunAsync(path, "DROP TABLE streams");
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, "unknown damage");
        }

        await File.WriteAllBytesAsync(path, bytes);
    }

    private static async Task RunAsync(string path, string sql)
    {
        await using SqliteConnection connection = new($"Data Source={path};Pooling=False");
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
