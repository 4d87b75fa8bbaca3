using System.Runtime.InteropServices;
using Guardian.Journal;
using Guardian.Persistence.Sql.Sqlite;
using Guardian.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Child;

/// <summary>Entry point of the process that tests start: what must not happen in the test's own process happens here.</summary>
internal static class Program
{
    private const uint Nobody = 65534;

    internal static async Task<int> Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["append", string path]:
                await AppendUntilKilledAsync(path);
                return 0;
            case ["append-postgres", string connectionString]:
                await AppendToPostgresUntilKilledAsync(connectionString);
                return 0;
            case ["forward", string path, string connectionString, string home]:
                await Forwarding.RunUntilKilledAsync(path, connectionString, Guid.Parse(home));
                return 0;
            case ["bundled", string path]:
                await UseBundledLibraryAsync(path);
                return 0;
            case ["without-permission", string scratch, string path]:
                await OpenWithoutPermissionAsync(scratch, path);
                return 0;
            case ["server"]:
                await KeepServerUntilKilledAsync();
                return 0;
            default:
                await Console.Error.WriteLineAsync($"unknown part: {string.Join(' ', arguments)}");
                return 2;
        }
    }

    /// <summary>Says "stream sequence position" for each event that is acknowledged, and makes the store busy in every other way meanwhile.</summary>
    private static async Task AppendUntilKilledAsync(string path)
    {
        await SayAsync("opening");
        JournalTuning busy = new() { WalLimit = 64 << 10, TrimChunk = 50 };
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance, busy, CancellationToken.None);
        Task[] writers = [.. Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            string stream = $"kept/{Environment.ProcessId}/{writer}";
            string filling = new('x', 500 * (1 + writer));
            for (long sequence = 1; ; sequence++)
            {
                long position = await journal.AppendAsync([To(stream, sequence - 1, Event("e", filling))]);
                await SayAsync($"{stream} {sequence} {position}");
            }
        }))];
        Task keeper = Task.Run(async () =>
        {
            while (true)
            {
                await journal.AppendAsync([Many("old", 200, Noon.AddDays(-9))]);
                await journal.SaveSnapshotsAsync([Snapshot("old", 1, new string('s', 20_000)), Snapshot("other", 1)]);
                await journal.DeleteSnapshotAsync("old");
                await journal.TrimAsync(new JournalRetention(Noon, 1));
            }
        });
        await await Task.WhenAny([.. writers, keeper]);
    }

    /// <summary>Says "stream sequence position" for each event that is acknowledged.</summary>
    private static async Task AppendToPostgresUntilKilledAsync(string connectionString)
    {
        await SayAsync("opening");
        await using IEventJournal journal = await PostgresJournal.OpenAsync(connectionString, TimeProvider.System, NullLogger.Instance);
        Task[] writers = [.. Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            string stream = $"kept/{Environment.ProcessId}/{writer}";
            string filling = new('x', 500 * (1 + writer));
            for (long sequence = 1; ; sequence++)
            {
                long position = await journal.AppendAsync([To(stream, sequence - 1, Event("e", filling))]);
                await SayAsync($"{stream} {sequence} {position}");
            }
        }))];
        await await Task.WhenAny(writers);
    }

    /// <summary>Says where the server is and which process it is, and waits to be killed.</summary>
    private static async Task KeepServerUntilKilledAsync()
    {
        ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync();
        await SayAsync($"{server.Top} {server.ProcessId}");
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System);
        GC.KeepAlive(server);
    }

    private static async Task UseBundledLibraryAsync(string path)
    {
        AppContext.SetSwitch(SqliteLibrary.PreferBundledSwitch, true);
        await using IEventJournal journal = await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance);
        await journal.AppendAsync([To("a", null, Event("e1"), Event("e2"))]);
        await journal.SaveSnapshotsAsync([Snapshot("a", 1)]);
        await journal.TrimAsync(new JournalRetention(Noon.AddDays(1), 0));
        await SayAsync(string.Join(' ', (await journal.ReadNewestAsync("a", ["e1", "e2"], 5)).Select(item => item.Type)));
        await SayAsync(SqliteLibrary.Load());
    }

    private static async Task OpenWithoutPermissionAsync(string scratch, string path)
    {
        // Everything is loaded before the rights go: the directory of the assemblies may be closed to others.
        await using (IEventJournal journal = await SqliteJournal.OpenAsync(scratch, TimeProvider.System, NullLogger.Instance))
        {
            await journal.AppendAsync([To("a", null, Event("e"))]);
        }

        await SayAsync(await ProblemAsync(scratch));
        if (geteuid() == 0 && setresuid(Nobody, Nobody, Nobody) != 0)
        {
            throw new InvalidOperationException("cannot give up the rights of root");
        }

        await SayAsync(await ProblemAsync(path));
    }

    private static async Task<string> ProblemAsync(string path)
    {
        try
        {
            await using IEventJournal journal = await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance);
            return "none";
        }
        catch (JournalUnavailableException refused)
        {
            return $"{refused.Problem}: {refused.Message}";
        }
    }

    internal static async Task SayAsync(string line)
    {
        await Console.Out.WriteLineAsync(line);
        await Console.Out.FlushAsync();
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int setresuid(uint real, uint effective, uint saved);
}
