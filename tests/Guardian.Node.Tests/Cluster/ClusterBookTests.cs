using System.Text;
using Guardian.Actors.TestKit;
using Guardian.Cluster;
using Guardian.Hosting;
using Guardian.Journal;
using Guardian.Node.Tests.Support;
using Guardian.Persistence.Sql;
using Microsoft.Extensions.Logging.Abstractions;

namespace Guardian.Node.Tests.Cluster;

/// <summary>What a person says about the cluster, and the events of all nodes, over a store in memory and a real journal.</summary>
#pragma warning disable CA1001 // disposed of by DisposeAsync
public sealed class ClusterBookTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly ClusterPlay _play = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly ClusterBook _book;
    private IEventJournal? _journal;
    private int _changes;

    public ClusterBookTests() => _book = new ClusterBook(new ClusterBookSetup
    {
        Node = "n1",
        Store = _play.Store,
        View = () => _play.Store.View,
        Problem = () => null,
        Journal = () => _journal,
        Definition = worker => worker == ClusterPlay.Floater ? ClusterPlay.Definition : null,
        Backups = (_, _, _) => ["n2"],
        Leave = (by, _) => Task.FromResult<CommandReply>(new CommandReply.Accepted(by)),
        Changed = () => _changes++,
        Poll = TimeSpan.FromSeconds(5),
        Time = _clock,
        Log = NullLogger.Instance,
    });

    public async Task InitializeAsync()
    {
        _journal = await SqliteJournal.OpenAsync(_directory.File("shared.db"), TimeProvider.System, NullLogger.Instance, default);
        await _play.JoinAsync("n1", floats: true);
    }

    public async Task DisposeAsync()
    {
        _book.Dispose();
        await _play.DisposeAsync();
        await (_journal?.DisposeAsync() ?? default);
        _directory.Dispose();
    }

    [Fact]
    public async Task Words_about_a_floating_worker_keep_what_was_said_before()
    {
        (await _book.ScaleAsync(ClusterPlay.Floater, 2, "ann", default)).ShouldBeOfType<CommandReply.Accepted>().Message.ShouldBe("floater: 2 instances wanted on each node that runs it");
        Intent().ShouldBe((true, 2, "ann"), "it is started by its definition");
        (await _book.StopAsync(ClusterPlay.Floater, "bob", default)).ShouldBeOfType<CommandReply.Accepted>();
        Intent().ShouldBe((false, 2, "bob"));
        (await _book.ScaleAsync(ClusterPlay.Floater, 3, "ann", default)).ShouldBeOfType<CommandReply.Accepted>().Message.ShouldContain("it is stopped");
        Intent().ShouldBe((false, 3, "ann"));
        (await _book.StartAsync(ClusterPlay.Floater, "eve", default)).ShouldBeOfType<CommandReply.Accepted>();
        Intent().ShouldBe((true, 3, "eve"));
        _changes.ShouldBe(4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public async Task Instances_out_of_the_definitions_bounds_are_refused(int instances)
    {
        (await _book.ScaleAsync(ClusterPlay.Floater, instances, "ann", default)).ShouldBeOfType<CommandReply.Refused>().Message.ShouldContain("1 to 3");
        _play.Store.View.Intents.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_worker_that_is_not_defined_here_is_not_decided_here() =>
        (await _book.StopAsync("other", "ann", default)).ShouldBeOfType<CommandReply.UnknownName>();

    [Fact]
    public async Task A_worker_floats_when_any_live_node_says_so()
    {
        _book.Floats(ClusterPlay.Floater).ShouldBeTrue();
        _book.Floats("other").ShouldBeFalse();
        await _play.JoinAsync("n2", floats: true, fingerprint: "f2");
        FloatingWorkers.Differences(_play.Store.View).ShouldBe(["floater is not defined the same everywhere: n1 differs from n2"]);
        await _play.LoseAsync("n2");
        FloatingWorkers.Differences(_play.Store.View).ShouldBeEmpty("a node that is away counts when it is back");
        FloatingWorkers.DefinersOf(_play.Store.View, ClusterPlay.Floater).ShouldBe(["n1"]);
    }

    [Fact]
    public async Task Who_runs_what_is_read_from_the_leases()
    {
        await _play.JoinAsync("n2", floats: true);
        await _play.Store.AcquireAsync(_play.SessionOf("n2"), LeaseKeys.Worker(ClusterPlay.Floater, 1), default);
        await _play.Store.AcquireAsync(_play.SessionOf("n1"), LeaseKeys.Worker(ClusterPlay.Floater, 0), default);
        await _play.Store.AcquireAsync(_play.SessionOf("n1"), LeaseKeys.Job("trim"), default);

        FloatingWorkers.HoldersOf(_play.Store.View, ClusterPlay.Floater).ShouldBe(["n1", "n2"]);
        FloatingWorkers.RunBy(_play.Store.View, "n1").ShouldBe(["floater/0"]);
        await _play.LoseAsync("n2");
        FloatingWorkers.HoldersOf(_play.Store.View, ClusterPlay.Floater).ShouldBe(["n1"]);
    }

    [Fact]
    public async Task Events_are_told_from_the_last_few_on_in_their_order_also_over_a_journal_that_was_away()
    {
        for (int number = 1; number <= 5; number++)
        {
            await AppendAsync(number);
        }

        await using IAsyncEnumerator<JournalEvent> events = _book.TailAsync(2, default).GetAsyncEnumerator();
        (await NextAsync(events)).ShouldBe("4");
        (await NextAsync(events)).ShouldBe("5");
        Task<string> next = NextAsync(events);
        await AppendAsync(6);
        _play.Store.Signal(ClusterSignal.Events);
        (await next).ShouldBe("6");

        IEventJournal journal = _journal!;
        _journal = null;
        next = NextAsync(events);
        await AppendAsync(7, journal);
        _play.Store.Signal(ClusterSignal.Events);
        next.IsCompleted.ShouldBeFalse();
        _journal = journal;
        await Await.UntilAsync("the poll", () => { _clock.Advance(TimeSpan.FromSeconds(5)); return next.IsCompleted; }, done => done);
        (await next).ShouldBe("7");
    }

    [Fact]
    public async Task A_journal_that_is_away_from_the_beginning_is_said()
    {
        IEventJournal journal = _journal!;
        _journal = null;
        await using IAsyncEnumerator<JournalEvent> events = _book.TailAsync(2, default).GetAsyncEnumerator();

        (await Should.ThrowAsync<ClusterUnavailableException>(events.MoveNextAsync().AsTask())).Message.ShouldContain("memory");
        _journal = journal;
    }

    private (bool Run, int? Instances, string By) Intent()
    {
        IntentView intent = _play.Store.View.Intents.ShouldHaveSingleItem();
        return (intent.Run, intent.Instances, intent.By);
    }

    private static async Task<string> NextAsync(IAsyncEnumerator<JournalEvent> events)
    {
        (await events.MoveNextAsync().AsTask().WaitAsync(Await.Patience, TimeProvider.System)).ShouldBeTrue();
        return Encoding.UTF8.GetString(events.Current.Json.Span);
    }

    private async Task AppendAsync(int number, IEventJournal? journal = null) => await (journal ?? _journal!).AppendAsync(
        [new StreamAppend("node/n1/worker/a", null, [new NewEvent("Counted", Encoding.UTF8.GetBytes($"{number}"), TimeProvider.System.GetUtcNow())])]);
}
