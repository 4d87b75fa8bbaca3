using System.Globalization;
using Guardian.Persistence.Sql.Tests.Child;
using Guardian.Testing.Postgres;
using Npgsql;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Postgres;

/// <summary>The server that the other tests stand on.</summary>
public sealed class ThrowawayPostgresTests
{
    [Fact]
    public async Task Each_database_is_new_and_reached_over_tcp_and_socket()
    {
        await using ThrowawayDatabase one = await ThrowawayDatabase.CreateAsync();
        await using ThrowawayDatabase other = await ThrowawayDatabase.CreateAsync();
        await one.ExecuteAsync("CREATE TABLE here (x int)");

        foreach (string connectionString in new[] { one.ConnectionString, one.SocketConnectionString })
        {
            await using NpgsqlConnection connection = new(connectionString);
            await connection.OpenAsync();
            await using NpgsqlCommand count = new("SELECT count(*) FROM here", connection);
            (await count.ExecuteScalarAsync()).ShouldBe(0L);
        }

        (await other.QueryAsync("SELECT to_regclass('here') IS NULL")).ShouldBe(true);
        (await one.QueryAsync("SHOW fsync")).ShouldBe("off");
    }

    [Theory]
    [InlineData(nameof(PostgresStop.Fast))]
    [InlineData(nameof(PostgresStop.Immediate))]
    [InlineData(nameof(PostgresStop.Kill))]
    public async Task What_was_committed_is_there_after_a_restart_on_the_same_port(string stop)
    {
        await using ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync(fsync: true);
        await server.ExecuteAsync("CREATE TABLE kept AS SELECT 42 AS x");
        int before = server.ProcessId;

        await server.StopAsync(Enum.Parse<PostgresStop>(stop));
        await Should.ThrowAsync<NpgsqlException>(() => server.QueryAsync("SELECT 1"));
        await server.StartAsync();

        server.ProcessId.ShouldNotBe(before);
        await using NpgsqlConnection connection = new(server.ConnectionString());
        await connection.OpenAsync();
        await using NpgsqlCommand read = new("SELECT x FROM kept", connection);
        (await read.ExecuteScalarAsync()).ShouldBe(42);
        (await server.QueryAsync("SHOW fsync")).ShouldBe("on");
    }

    [Fact]
    public async Task Nothing_is_left_of_a_server_that_was_disposed()
    {
        ThrowawayPostgres server = await ThrowawayPostgres.StartNewAsync();
        int pid = server.ProcessId;
        await server.DisposeAsync();

        Directory.Exists(server.Top).ShouldBeFalse();
        Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}")).ShouldBeFalse();
    }

    [Fact]
    public async Task Nothing_is_left_of_a_server_whose_process_was_killed()
    {
        using ChildProcess child = new("server");
        string[] words = (await child.LineAsync())!.Split(' ');
        Directory.Exists($"/proc/{words[1]}").ShouldBeTrue();
        Directory.Exists(words[0]).ShouldBeTrue();

        await child.KillAsync();

        await EventuallyAsync(() => !Directory.Exists($"/proc/{words[1]}") && !Directory.Exists(words[0]));
    }
}
