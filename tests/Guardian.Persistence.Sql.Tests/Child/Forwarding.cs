using Guardian.Cluster;
using Guardian.Cluster.Bus;
using Guardian.Hosting;
using Guardian.Journal;
using Microsoft.Extensions.Logging.Abstractions;
using static Guardian.Persistence.Sql.Tests.Contract.Sample;

namespace Guardian.Persistence.Sql.Tests.Child;

/// <summary>As much of a node as sends its own journal to the shared one.</summary>
internal static class Forwarding
{
    internal const string Node = "n1";

    /// <summary>Appends to several streams of the node's own journal and sends them; says a line for each append, and "flushed" when all of the first was sent.</summary>
    internal static async Task RunUntilKilledAsync(string path, string connectionString, Guid home)
    {
        await Program.SayAsync("opening");
        await using Forwarder forwarder = await Forwarder.StartAsync(path, connectionString, home);
        await forwarder.Local.AppendAsync([To($"run/{Environment.ProcessId}", null, Event("begun"))]);
        if (await forwarder.FlushAsync())
        {
            await Program.SayAsync("flushed");
        }

        string[] streams = ["worker/a", "worker/b", "incident/7", "council"];
        Random random = new(Environment.ProcessId);
        while (true)
        {
            await forwarder.Local.AppendAsync([.. streams.OrderBy(_ => random.Next()).Take(1 + random.Next(3)).Select(stream => Many(stream, 1 + random.Next(20)))]);
            await Program.SayAsync("appended");
        }
    }

    /// <summary>Options as a node has them, but for the bound given.</summary>
    internal static ClusterOptions Options { get; } = new()
    {
        Database = null,
        Password = null,
        Roles = [],
        Lease = TimeSpan.FromSeconds(10),
        Rebalance = new RebalanceOptions { Enabled = true, After = TimeSpan.FromSeconds(60), Pause = TimeSpan.FromSeconds(10) },
        Poll = TimeSpan.FromSeconds(1),
        Backlog = 10_000_000,
        RemoteConfidence = 0.5,
        Audit = TimeSpan.FromDays(90),
    };

    /// <summary>The two journals and the actor between them.</summary>
    internal sealed class Forwarder : IAsyncDisposable
    {
        private readonly ActorSystem _system;
        private readonly IEventJournal _shared;
        private readonly IActorRef _actor;

        private Forwarder(IEventJournal local, IEventJournal shared, Guid home)
        {
            _system = ActorSystems.Create("forwarding", TimeProvider.System);
            _shared = shared;
            _actor = _system.ActorOf(JournalForwarder.Props(new JournalForwarderSetup
            {
                Self = new ForwardSelf(Node, home, Guid.NewGuid()),
                Local = () => local,
                Shared = () => shared,
                Options = Options,
                Clock = new Clock(TimeProvider.System),
                Random = new Random(Environment.ProcessId),
                Log = NullLogger.Instance,
            }));
            Local = new ObservedJournal(local, () => _actor.Tell(JournalForwarder.Appended.Instance));
        }

        internal IEventJournal Local { get; }

        internal static async Task<Forwarder> StartAsync(string path, string connectionString, Guid home) => new(
            await SqliteJournal.OpenAsync(path, TimeProvider.System, NullLogger.Instance),
            await PostgresJournal.OpenAsync(connectionString, TimeProvider.System, NullLogger.Instance),
            home);

        /// <returns>Whether everything was sent.</returns>
        internal async Task<bool> FlushAsync() =>
            (await _actor.Ask<JournalForwarder.Flushed>(JournalForwarder.Flush.Instance, Patience)).All;

        public async ValueTask DisposeAsync()
        {
            await _system.Terminate();
            await Local.DisposeAsync();
            await _shared.DisposeAsync();
        }
    }
}
