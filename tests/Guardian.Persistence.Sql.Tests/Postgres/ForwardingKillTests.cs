using System.Collections.Immutable;
using Guardian.Cluster.Bus;
using Guardian.Journal;
using Guardian.Persistence.Sql.Tests.Child;
using Guardian.Persistence.Sql.Tests.Sqlite;
using Guardian.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Postgres;

/// <summary>A node that sends its own journal may be killed at any moment, and so may the server.</summary>
public sealed class ForwardingKillTests(ITestOutputHelper output)
{
    [Fact]
    public async Task Each_event_of_a_node_that_is_killed_again_and_again_arrives_once_and_in_order()
    {
        const int Kills = 12;
        int seed = Environment.ProcessId;
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        await using ThrowawayDatabase database = await ThrowawayDatabase.CreateAsync();
        using ScratchDirectory scratch = new();
        string path = scratch.File("node.db");
        Guid home = Guid.NewGuid();
        await JoinAsync(path, database.ConnectionString, home);

        for (int kill = 0; kill < Kills; kill++)
        {
            using ChildProcess child = new("forward", path, database.ConnectionString, home.ToString());
            int lines = kill % 5 == 0 ? 1 : 2 + random.Next(150);
            for (int line = 0; line < lines; line++)
            {
                (await child.LineAsync()).ShouldNotBeNull();
            }

            await child.KillAsync();
        }

        await CompareAsync(path, database.ConnectionString, home);
    }

    [Fact]
    public async Task Each_event_arrives_once_and_in_order_when_the_server_crashes_again_and_again()
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync(fsync: true);
        using ScratchDirectory scratch = new();
        string path = scratch.File("node.db");
        Guid home = Guid.NewGuid();
        await using (Forwarding.Forwarder forwarder = await Forwarding.Forwarder.StartAsync(path, server.ConnectionString(), home))
        {
            (await forwarder.FlushAsync()).ShouldBeTrue(); // it has joined
            using CancellationTokenSource enough = new();
            using SemaphoreSlim appended = new(0);
            using SemaphoreSlim allowed = new(0);
            Task writer = Task.Run(async () =>
            {
                while (!enough.IsCancellationRequested)
                {
                    await allowed.WaitAsync();
                    await forwarder.Local.AppendAsync([Many("worker/a", 3), Many("worker/b", 1)]);
                    appended.Release();
                }
            });
            foreach (PostgresStop how in new[] { PostgresStop.Immediate, PostgresStop.Kill, PostgresStop.Fast, PostgresStop.Immediate })
            {
                allowed.Release(600); // the other half comes while the server is down
                for (int some = 0; some < 300; some++)
                {
                    (await appended.WaitAsync(Patience)).ShouldBeTrue();
                }

                await server.RestartAsync(how);
            }

            await enough.CancelAsync();
            allowed.Release();
            await writer;
        }

        await CompareAsync(path, server.ConnectionString(), home);
    }

    /// <summary>The node has joined: what comes from now on has to arrive.</summary>
    private static async Task JoinAsync(string path, string connectionString, Guid home)
    {
        await using Forwarding.Forwarder forwarder = await Forwarding.Forwarder.StartAsync(path, connectionString, home);
        (await forwarder.FlushAsync()).ShouldBeTrue();
    }

    private async Task CompareAsync(string path, string connectionString, Guid home)
    {
        await using Forwarding.Forwarder forwarder = await Forwarding.Forwarder.StartAsync(path, connectionString, home);
        long begun = TimeProvider.System.GetTimestamp();
        while (!await forwarder.FlushAsync())
        {
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(Patience);
        }

        await using IEventJournal shared = await PostgresJournal.OpenAsync(connectionString, TimeProvider.System, NullLogger.Instance);
        ImmutableArray<JournalEvent> local = await forwarder.Local.ReadAllAsync().AllAsync();
        JournalEvent[] sent = [.. (await shared.ReadAllAsync().AllAsync()).Where(item => !BusStreams.IsForward(item.Stream))];
        output.WriteLine($"{sent.Length} events");
        sent.Length.ShouldBe(local.Length);
        for (int index = 0; index < sent.Length; index++)
        {
            // The sequence in the stream, too: nothing else writes there.
            Line(sent[index]).ShouldBe($"node/{Forwarding.Node}/{Line(local[index])}");
        }
    }
}
