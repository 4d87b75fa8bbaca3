using System.Net;
using System.Net.Sockets;
using Guardian.Cluster.Postgres.Tests.Support;
using Guardian.Testing.Net;
using Guardian.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Guardian.Cluster.Postgres.Tests;

/// <summary>What happens to calls and to listening when server or network fail.</summary>
public sealed class TroubleTests
{
    private static readonly TimeSpan s_call = TimeSpan.FromSeconds(2);

    /// <summary>A call's own limit, and what a busy machine may add.</summary>
    private static readonly TimeSpan s_bounded = s_call + TimeSpan.FromSeconds(8);

    private static readonly ClusterTuning s_tuning = new()
    {
        CallTimeout = s_call,
        Ping = TimeSpan.FromSeconds(1),
        LongestRetry = TimeSpan.FromMilliseconds(500),
        Seed = 1,
    };

    [Fact]
    public async Task A_store_can_be_made_while_the_database_is_away_and_works_once_it_is_there()
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync();
        await server.StopAsync();
        await using PostgresClusterStore store = Store(server.ConnectionString());
        using Listener listener = new(store, "n1");

        (await FailsInTimeAsync(() => store.SessionAsync("n1"))).Message.ShouldContain("nobody listens there");
        (await FailsInTimeAsync(() => PostgresClusterStore.OpenAsync(server.ConnectionString(), s_tuning, TimeProvider.System, NullLogger.Instance)))
            .Message.ShouldContain("nobody listens there");

        await server.StartAsync();
        Guid session = await EventuallyAsync(() => store.SessionAsync("n1"));
        await listener.UntilAsync(ClusterSignal.Reconnected);
        (await EventuallyAsync(() => store.RenewAsync(session))).ShouldNotBeNull();
    }

    [Theory]
    [InlineData(PostgresStop.Fast)]
    [InlineData(PostgresStop.Immediate)]
    [InlineData(PostgresStop.Kill)]
    internal async Task A_restart_of_the_server_between_two_calls_is_not_noticed_and_listening_goes_on(PostgresStop how)
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync();
        await using PostgresClusterStore store = Store(server.ConnectionString(), s_tuning with { CallTimeout = Scene.Patience });
        using Listener listener = new(store, "n1");
        Guid session = await store.SessionAsync("n1");
        LeaseGrant grant = (await store.AcquireAsync(session, "job/a")).ShouldNotBeNull();
        await listener.UntilAsync(ClusterSignal.Reconnected);

        await server.RestartAsync(how);

        (await store.RenewAsync(session)).ShouldNotBeNull();
        (await store.AcquireAsync(session, "job/a")).ShouldBe(grant);
        (await store.AcquireAsync(session, "job/b")).ShouldNotBeNull().Token.ShouldBeGreaterThan(grant.Token);
        await listener.UntilAsync(ClusterSignal.Reconnected);
        await store.DrainAsync("n1", true, default);
        await listener.UntilAsync(ClusterSignal.State);
    }

    [Fact]
    public async Task While_the_server_is_frozen_every_call_ends_in_time_and_afterwards_all_goes_on()
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync();
        await using PostgresClusterStore store = Store(server.ConnectionString());
        using Listener listener = new(store, "n1");
        Guid session = await EventuallyAsync(() => store.SessionAsync("n1"));
        await EventuallyAsync(() => store.RenewAsync(session)); // both lanes have a connection now
        await listener.UntilAsync(ClusterSignal.Reconnected);

        Signals.Freeze(server.ProcessId);
        try
        {
            for (int round = 0; round < 2; round++) // first on the connections that are there, then on new ones
            {
                Exception[] failures = await Task.WhenAll(
                    FailsInTimeAsync(() => store.RenewAsync(session)),
                    FailsInTimeAsync(() => store.AcquireAsync(session, "job/a")),
                    FailsInTimeAsync(() => store.ReadAsync()),
                    FailsInTimeAsync(() => store.SessionAsync("n1")),
                    FailsInTimeAsync(() => store.TakeAsync(session, 1, default)));
                failures.ShouldAllBe(failure => failure.Message.Contains("did not answer"));
            }
        }
        finally
        {
            Signals.Thaw(server.ProcessId);
        }

        await EventuallyAsync(() => store.ReadAsync());
        await listener.UntilAsync(ClusterSignal.Reconnected);
        session = await EventuallyAsync(() => store.SessionAsync("n2"));
        (await EventuallyAsync(() => store.RenewAsync(session))).ShouldNotBeNull();
        await listener.UntilAsync(ClusterSignal.State);
    }

    [Theory]
    [InlineData(ProxyFlow.Swallow, ProxyFlow.Pass)]
    [InlineData(ProxyFlow.Pass, ProxyFlow.Swallow)]
    [InlineData(ProxyFlow.Swallow, ProxyFlow.Swallow)]
    internal async Task On_a_line_that_is_dead_without_a_word_calls_end_in_time_and_listening_moves_to_another(ProxyFlow toServer, ProxyFlow toClient)
    {
        await using Scene scene = await Scene.CreateAsync();
        await using CuttingProxy proxy = new(scene.Database.Server.Port);
        await using PostgresClusterStore store = Store(Through(proxy, scene));
        using Listener listener = new(store, "n1");
        Guid session = await EventuallyAsync(() => store.SessionAsync("n1"));
        await EventuallyAsync(() => store.RenewAsync(session));
        await listener.UntilAsync(ClusterSignal.Reconnected);

        proxy.Set(toServer, toClient);
        await Task.WhenAll(
            FailsInTimeAsync(() => store.RenewAsync(session)),
            FailsInTimeAsync(() => store.AcquireAsync(session, "job/a")),
            FailsInTimeAsync(() => store.ReadAsync()));
        await FailsInTimeAsync(() => store.RenewAsync(session)); // on a new connection
        long begun = TimeProvider.System.GetTimestamp();
        proxy.Pass();

        // The lines that were dead stay dead; nobody has told the store.
        (await EventuallyAsync(() => store.RenewAsync(session))).ShouldNotBeNull();
        await EventuallyAsync(() => store.AcquireAsync(session, "job/b"));
        await listener.UntilAsync(ClusterSignal.Reconnected);
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(s_bounded);
        await store.DrainAsync("n1", true, default);
        await listener.UntilAsync(ClusterSignal.State);
    }

    [Fact]
    public async Task A_quiet_line_that_dies_without_a_word_is_noticed_while_nobody_calls()
    {
        await using Scene scene = await Scene.CreateAsync();
        await using CuttingProxy proxy = new(scene.Database.Server.Port);
        await using PostgresClusterStore store = Store(Through(proxy, scene));
        using Listener listener = new(store, "n1");
        await listener.UntilAsync(ClusterSignal.Reconnected);

        long begun = TimeProvider.System.GetTimestamp();
        proxy.Set(ProxyFlow.Swallow, ProxyFlow.Swallow);
        await EventuallyAsync(async () => proxy.Swallowed > 0 ? await Task.FromResult(true) : throw new ClusterUnavailableException("not yet"));
        proxy.Pass();

        await listener.UntilAsync(ClusterSignal.Reconnected);
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(15)); // two pings and a retry, on a busy machine
    }

    [Fact]
    public async Task A_network_that_is_cut_is_reported_at_once_and_used_again_at_once()
    {
        await using Scene scene = await Scene.CreateAsync();
        await using CuttingProxy proxy = new(scene.Database.Server.Port);
        await using PostgresClusterStore store = Store(Through(proxy, scene), s_tuning with { CallTimeout = Scene.Patience });
        Guid session = await store.SessionAsync("n1");

        for (int round = 0; round < 3; round++)
        {
            proxy.Cut();
            await Should.ThrowAsync<ClusterUnavailableException>(() => store.RenewAsync(session));
            await Should.ThrowAsync<ClusterUnavailableException>(() => store.AcquireAsync(session, "job/a"));
            proxy.Pass();
            (await store.RenewAsync(session)).ShouldNotBeNull();
            (await store.AcquireAsync(session, "job/a")).ShouldNotBeNull();
            proxy.Reset(); // idle connections die, which costs nothing but another one
            (await store.RenewAsync(session)).ShouldNotBeNull();
            (await store.AcquireAsync(session, "job/a")).ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Slow_calls_of_any_kind_and_number_do_not_delay_a_renewal()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store(tuning: Scene.Tuning with { Connections = 2 });
        Guid session = await store.SessionAsync("n1");
        await store.RenewAsync(session);
        NpgsqlConnection hand = await scene.HandAsync();
        await using NpgsqlTransaction sitting = await hand.BeginTransactionAsync();
        await using (NpgsqlCommand sit = new("SELECT 1 FROM guardian.cluster_state FOR UPDATE", hand))
        {
            await sit.ExecuteNonQueryAsync();
        }

        Task[] slow = [.. Enumerable.Range(0, 6).Select(index => store.AcquireAsync(session, $"job/{index}"))];
        await scene.UntilBlockedAsync(2);
        (await store.RenewAsync(session)).ShouldNotBeNull();
        slow.ShouldAllBe(call => !call.IsCompleted);

        await sitting.RollbackAsync();
        await Task.WhenAll(slow);
    }

    [Fact]
    public async Task Who_waits_for_a_lock_gives_up_in_time_and_so_does_the_server()
    {
        await using Scene scene = await Scene.CreateAsync();
        await using PostgresClusterStore store = Store(scene.Database.ConnectionString);
        Guid session = await EventuallyAsync(() => store.SessionAsync("n1"));
        NpgsqlConnection hand = await scene.HandAsync();
        await using NpgsqlTransaction sitting = await hand.BeginTransactionAsync();
        await using (NpgsqlCommand sit = new("SELECT 1 FROM guardian.cluster_state FOR UPDATE", hand))
        {
            await sit.ExecuteNonQueryAsync();
        }

        await FailsInTimeAsync(() => store.AcquireAsync(session, "job/a"));
        await scene.UntilBlockedAsync(0); // what was given up does not come about later

        await sitting.RollbackAsync();
        (await store.ReadAsync()).Leases.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_caller_that_stops_waiting_is_let_go_at_once_and_the_store_goes_on()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = scene.Store(tuning: Scene.Tuning with { Connections = 1 });
        Guid session = await store.SessionAsync("n1");
        NpgsqlConnection hand = await scene.HandAsync();
        await using NpgsqlTransaction sitting = await hand.BeginTransactionAsync();
        await using (NpgsqlCommand sit = new("SELECT 1 FROM guardian.cluster_state FOR UPDATE", hand))
        {
            await sit.ExecuteNonQueryAsync();
        }

        using CancellationTokenSource stop = new();
        Task<LeaseGrant?> grant = store.AcquireAsync(session, "job/a", stop.Token);
        await scene.UntilBlockedAsync();
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => grant.WaitAsync(s_bounded));
        (await store.ReadAsync()).Members.ShouldHaveSingleItem();
        await sitting.RollbackAsync();
    }

    [Fact]
    public async Task After_its_end_a_store_refuses_and_calls_under_way_end()
    {
        await using Scene scene = await Scene.CreateAsync();
        PostgresClusterStore store = new(scene.Database.ConnectionString, Scene.Tuning, TimeProvider.System, NullLogger.Instance);
        Guid session = await store.SessionAsync("n1");
        using Listener listener = new(store, "n1");
        await listener.UntilAsync(ClusterSignal.Reconnected);
        NpgsqlConnection hand = await scene.HandAsync();
        await using NpgsqlTransaction sitting = await hand.BeginTransactionAsync();
        await using (NpgsqlCommand sit = new("SELECT 1 FROM guardian.cluster_state FOR UPDATE", hand))
        {
            await sit.ExecuteNonQueryAsync();
        }

        Task<LeaseGrant?> grant = store.AcquireAsync(session, "job/a");
        await scene.UntilBlockedAsync();
        await store.DisposeAsync().AsTask().WaitAsync(s_bounded);

        await Should.ThrowAsync<ObjectDisposedException>(() => grant.WaitAsync(s_bounded));
        await Should.ThrowAsync<ObjectDisposedException>(() => store.RenewAsync(session));
        Should.Throw<ObjectDisposedException>(() => store.Listen("n1", _ => { }));
        await store.DisposeAsync();
        await sitting.RollbackAsync();
        await scene.UntilAsync("(SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'guardian') = 0");
    }

    [Fact]
    public async Task Wrong_passwords_names_and_servers_are_told_in_words_that_help_and_no_secret_is_told()
    {
        await using Scene scene = await Scene.CreateAsync();
        NpgsqlConnectionStringBuilder right = new(scene.Database.ConnectionString);
        const string Secret = "s3cret-pass";
        using TcpListener mute = new(IPAddress.Loopback, 0);
        mute.Start(); // accepts and says nothing

        await ToldAsync(text => text.Password = Secret, "password of postgres is wrong");
        await ToldAsync(text => text.Password = null, "wants a password");
        await ToldAsync(text => (text.Database, text.Passfile) = ("nowhere", Secret), "CREATE DATABASE \"nowhere\"");
        await ToldAsync(text => text.Port = 1, "nobody listens there");
        await ToldAsync(text => text.Host = "no-such-host.invalid", "its name is not known");
        await ToldAsync(text => text.Host = "/no/such/directory", "no such socket");
        await ToldAsync(text => text.SslMode = SslMode.Require, "SSL");
        await ToldAsync(text => text.Port = ((IPEndPoint)mute.LocalEndpoint).Port, "did not answer");
        await ToldAsync(text => text.Options = "-c default_transaction_read_only=on", "can only be read");

        foreach (string wrong in new[] { $"Host=a;Password={Secret};x", $"Host=a;Port={Secret}", $"Password={Secret}", string.Empty })
        {
            ArgumentException refused = Should.Throw<ArgumentException>(() => Store(wrong));
            refused.ToString().ShouldNotContain(Secret);
            refused.Message.ShouldContain("connection string");
        }

        async Task ToldAsync(Action<NpgsqlConnectionStringBuilder> change, string words)
        {
            MemoryLog log = new();
            NpgsqlConnectionStringBuilder wrong = new(right.ToString()) { Password = Secret };
            wrong.Password = right.Password;
            change(wrong);
            await using PostgresClusterStore store = new(wrong.ToString(), s_tuning, TimeProvider.System, log);
            using Listener listener = new(store, "n1");
            ClusterUnavailableException told = (ClusterUnavailableException)await FailsInTimeAsync(() => store.ReadAsync());
            if (!told.Message.Contains(words, StringComparison.Ordinal) && told.Message.Contains("did not answer", StringComparison.Ordinal))
            {
                told = (ClusterUnavailableException)await FailsInTimeAsync(() => store.ReadAsync()); // a busy machine
            }

            told.Message.ShouldContain(words);
            string everything = told + string.Concat(log.Lines) + store.Name;
            everything.ShouldNotContain(Secret);
            everything.ShouldNotContain(right.Password!);
        }
    }

    [Fact]
    public async Task A_server_without_a_free_connection_is_told_in_words_that_help()
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync(false, "max_connections = 5", "superuser_reserved_connections = 0", "max_wal_senders = 0");
        List<NpgsqlConnection> taken = [];
        try
        {
            while (true)
            {
                NpgsqlConnection connection = new(server.ConnectionString() + ";Pooling=false");
                taken.Add(connection);
                try
                {
                    await connection.OpenAsync();
                }
                catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections)
                {
                    break;
                }
            }

            await using PostgresClusterStore store = Store(server.ConnectionString(), s_tuning with { CallTimeout = Scene.Patience });
            (await Should.ThrowAsync<ClusterUnavailableException>(() => store.ReadAsync())).Message.ShouldContain("max_connections");
        }
        finally
        {
            foreach (NpgsqlConnection connection in taken)
            {
                await connection.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_standby_is_refused_although_it_would_answer_and_of_several_servers_the_primary_is_found()
    {
        await using Scene scene = await Scene.CreateAsync();
        await scene.Store().SessionAsync("n1");
        using TcpListener none = new(IPAddress.Loopback, 0);
        none.Start();
        int free = ((IPEndPoint)none.LocalEndpoint).Port;
        none.Stop();
        NpgsqlConnectionStringBuilder several = new(scene.Database.ConnectionString);
        several.Host = $"127.0.0.1:{free},127.0.0.1:{several.Port}";

        await using PostgresClusterStore store = Store(several.ToString(), s_tuning with { CallTimeout = Scene.Patience });
        (await store.ReadAsync()).Members.ShouldHaveSingleItem();
        store.Name.ShouldBe($"127.0.0.1:{free},127.0.0.1:{scene.Database.Server.Port}/{scene.Database.Name}");

        // What a standby says of itself, said by this one.
        await scene.Database.ExecuteAsync("""
            CREATE FUNCTION public.pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true';
            """);
        NpgsqlConnectionStringBuilder standby = new(scene.Database.ConnectionString) { SearchPath = "public,pg_catalog" };
        (await Should.ThrowAsync<ClusterUnavailableException>(() => Store(standby.ToString(), s_tuning with { CallTimeout = Scene.Patience }).ReadAsync()))
            .Message.ShouldContain("standby");
    }

    [Fact]
    public async Task A_store_works_over_a_Unix_socket()
    {
        await using Scene scene = await Scene.CreateAsync();
        await using PostgresClusterStore store = Store(scene.Database.SocketConnectionString, s_tuning with { CallTimeout = Scene.Patience });
        Guid session = await store.SessionAsync("n1");
        (await store.RenewAsync(session)).ShouldNotBeNull();
        store.Name.ShouldBe($"{scene.Database.Server.Top}/{scene.Database.Name}");
    }

    [Fact]
    public void Tuning_that_cannot_work_is_refused()
    {
        foreach (ClusterTuning wrong in new ClusterTuning[]
        {
            new() { CallTimeout = TimeSpan.Zero },
            new() { Connections = 0 },
            new() { Ping = TimeSpan.FromMilliseconds(999) },
            new() { FirstRetry = TimeSpan.Zero },
            new() { LongestRetry = TimeSpan.FromMilliseconds(99) },
        })
        {
            Should.Throw<ArgumentOutOfRangeException>(() => Store("Host=a", wrong));
        }
    }

    private static PostgresClusterStore Store(string connectionString, ClusterTuning? tuning = null) =>
        new(connectionString, tuning ?? s_tuning, TimeProvider.System, NullLogger.Instance);

    private static string Through(CuttingProxy proxy, Scene scene) =>
        new NpgsqlConnectionStringBuilder(scene.Database.ConnectionString) { Port = proxy.Port }.ToString();

    private static async Task<Exception> FailsInTimeAsync<T>(Func<Task<T>> call)
    {
        long begun = TimeProvider.System.GetTimestamp();
        ClusterUnavailableException failure = await Should.ThrowAsync<ClusterUnavailableException>(() => call().WaitAsync(Scene.Patience));
        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(s_bounded);
        return failure;
    }

    /// <summary>Calls until the database is there again.</summary>
    private static async Task<T> EventuallyAsync<T>(Func<Task<T>> call)
    {
        long begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return await call();
            }
            catch (ClusterUnavailableException) when (TimeProvider.System.GetElapsedTime(begun) < Scene.Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }
}
