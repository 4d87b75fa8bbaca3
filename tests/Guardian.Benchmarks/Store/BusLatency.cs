using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Guardian.Cluster;
using Guardian.Cluster.Bus;
using Guardian.Hosting;
using Guardian.Journal;
using Guardian.Persistence.Sql;
using Guardian.Testing.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Guardian.Benchmarks.Store;

/// <summary>How long an event takes from one node to another over the shared journal, beside a bare NOTIFY from one connection to another.</summary>
internal static class BusLatency
{
    private const int Samples = 1000;
    private const string Channel = "guardian_events";

    public static async Task RunAsync(TextWriter output, ThrowawayPostgres server, TimeProvider time)
    {
        await using ThrowawayDatabase database = await server.CreateDatabaseAsync();
        await BareAsync(database, time, 50);
        double[] bare = await BareAsync(database, time, Samples);
        await output.WriteLineAsync(PostgresBenchmarks.Line($"bare NOTIFY, sent until heard on another connection:       p50 {bare[Samples / 2]:N2} ms, p99 {bare[Samples * 99 / 100]:N2} ms"));
        (double[] begun, double[] committed) = await BusAsync(database, time);
        await output.WriteLineAsync(PostgresBenchmarks.Line($"bus, append begun until told on another node:              p50 {begun[Samples / 2]:N2} ms, p99 {begun[Samples * 99 / 100]:N2} ms"));
        await output.WriteLineAsync(PostgresBenchmarks.Line($"bus, append acknowledged until told on another node:       p50 {committed[Samples / 2]:N2} ms, p99 {committed[Samples * 99 / 100]:N2} ms"));
    }

    private static async Task<double[]> BareAsync(ThrowawayDatabase database, TimeProvider time, int samples)
    {
        await using Listener listener = await Listener.StartAsync(database, "bare");
        Channel<long> heard = System.Threading.Channels.Channel.CreateUnbounded<long>();
        listener.Heard = () => heard.Writer.TryWrite(time.GetTimestamp());
        await using NpgsqlConnection sender = new(database.ConnectionString);
        await sender.OpenAsync();
        await using NpgsqlCommand notify = new("NOTIFY bare", sender);
        double[] waits = new double[samples];
        for (int sample = 0; sample < samples; sample++)
        {
            long began = time.GetTimestamp();
            await notify.ExecuteNonQueryAsync();
            waits[sample] = time.GetElapsedTime(began, await heard.Reader.ReadAsync()).TotalMilliseconds;
        }

        Array.Sort(waits);
        return waits;
    }

    private static async Task<(double[] Begun, double[] Committed)> BusAsync(ThrowawayDatabase database, TimeProvider time)
    {
        ActorSystem system = ActorSystems.Create("latency", time);
        SharedJournal shared = new();
        Channel<(string Type, long At)> told = System.Threading.Channels.Channel.CreateUnbounded<(string, long)>();
        Action<JournalEvent> hear = item => told.Writer.TryWrite((item.Type, time.GetTimestamp()));
        IActorRef ear = system.ActorOf(ActorProps.Create(() => new Ear(hear)));
        system.EventStream.Subscribe(ear, typeof(BusEvent));
        await using IEventJournal other = await PostgresJournal.OpenAsync(database.ConnectionString, time, NullLogger.Instance);
        IActorRef bus = system.ActorOf(ClusterBusActor.Props(new ClusterBusSetup
        {
            Open = stop => PostgresJournal.OpenAsync(database.ConnectionString, time, NullLogger.Instance, stop),
            Shared = shared,
            Options = new ClusterOptions
            {
                Database = null,
                Password = null,
                Roles = [],
                Lease = TimeSpan.FromSeconds(10),
                Rebalance = new RebalanceOptions { Enabled = false, After = TimeSpan.Zero, Pause = TimeSpan.Zero },
                Poll = TimeSpan.FromSeconds(5),
                Backlog = 1000,
                RemoteConfidence = 1,
                Audit = TimeSpan.FromDays(1),
            },
            Clock = new Clock(time),
            Random = new Random(1),
            Log = NullLogger.Instance,
        }));
        await using Listener listener = await Listener.StartAsync(database, Channel);
        listener.Heard = () => bus.Tell(ClusterSignal.Events);
        while (shared.Told is null)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), time);
        }

        double[] begun = new double[Samples];
        double[] committed = new double[Samples];
        for (int sample = -50; sample < Samples; sample++)
        {
            string type = sample.ToString(CultureInfo.InvariantCulture);
            long began = time.GetTimestamp();
            await other.AppendAsync([new StreamAppend("cluster/council", null, [new NewEvent(type, Encoding.UTF8.GetBytes("{}"), DateTimeOffset.UnixEpoch)])]);
            long acknowledged = time.GetTimestamp();
            (string Type, long At) heard = await told.Reader.ReadAsync();
            if (heard.Type != type)
            {
                throw new InvalidOperationException($"expected {type}, heard {heard.Type}");
            }

            if (sample >= 0)
            {
                begun[sample] = time.GetElapsedTime(began, heard.At).TotalMilliseconds;
                committed[sample] = time.GetElapsedTime(acknowledged, heard.At).TotalMilliseconds;
            }
        }

        await system.Terminate();
        await shared.DisposeAsync();
        Array.Sort(begun);
        Array.Sort(committed);
        return (begun, committed);
    }

    /// <summary>Hears of events of the bus.</summary>
    private sealed class Ear : ReceiveActor
    {
        public Ear(Action<JournalEvent> hear) => Receive<BusEvent>(told => hear(told.Event));
    }

    /// <summary>A connection that listens.</summary>
    private sealed class Listener : IAsyncDisposable
    {
        private readonly NpgsqlConnection _connection;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _listening;

        private Listener(NpgsqlConnection connection)
        {
            _connection = connection;
            _connection.Notification += (_, _) => Heard();
            _listening = ListenAsync();
        }

        public Action Heard { get; set; } = static () => { };

        public static async Task<Listener> StartAsync(ThrowawayDatabase database, string channel)
        {
            NpgsqlConnection connection = new(database.ConnectionString);
            await connection.OpenAsync();
            await using NpgsqlCommand listen = new($"LISTEN {channel}", connection);
            await listen.ExecuteNonQueryAsync();
            return new Listener(connection);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _listening;
            await _connection.DisposeAsync();
            _stop.Dispose();
        }

        private async Task ListenAsync()
        {
            try
            {
                while (true)
                {
                    await _connection.WaitAsync(_stop.Token);
                }
            }
            catch (OperationCanceledException)
            {
                // Enough.
            }
        }
    }
}
