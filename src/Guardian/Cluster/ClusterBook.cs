using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Guardian.Cluster.Bus;
using Guardian.Hosting;
using Guardian.Journal;
using Guardian.Workers;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster;

/// <summary>Answers for the cluster on one node: reads and writes the store, and hands to the node what only that can do.</summary>
public sealed partial class ClusterBook : IClusterBook, IDisposable
{
    private readonly ClusterBookSetup _setup;
    private readonly Pulse _events = new();
    private readonly IDisposable _listening;

    /// <summary>Makes it and listens to the store.</summary>
    /// <param name="setup">What it is made of.</param>
    public ClusterBook(ClusterBookSetup setup)
    {
        _setup = setup;
        _listening = setup.Store.Listen(setup.Node, signal =>
        {
            if (signal is ClusterSignal.Events or ClusterSignal.Reconnected)
            {
                _events.Beat();
            }
        });
    }

    /// <inheritdoc />
    public string Node => _setup.Node;

    /// <inheritdoc />
    public string Store => _setup.Store.Name;

    /// <inheritdoc />
    public ClusterView View => _setup.View();

    /// <inheritdoc />
    public string? Problem => _setup.Problem();

    /// <inheritdoc />
    public Task<ClusterView> ReadAsync(CancellationToken stop) => _setup.Store.ReadAsync(stop);

    /// <inheritdoc />
    public bool Floats(string worker) =>
        _setup.Definition(worker) is { Placement.Mode: PlacementMode.Floating } || !FloatingWorkers.DefinersOf(View, worker).IsEmpty;

    /// <inheritdoc />
    public ImmutableArray<string> BackupsOf(ClusterView view, string worker, int replica) => _setup.Backups(view, worker, replica);

    /// <inheritdoc />
    public async Task<CommandReply> StartAsync(string worker, string by, CancellationToken stop)
    {
        if (Defined(worker, out CommandReply refused) is null)
        {
            return refused;
        }

        IntentView? earlier = await IntentAsync(worker, stop).ConfigureAwait(false);
        await IntendAsync(worker, run: true, earlier?.Instances, by, stop).ConfigureAwait(false);
        return new CommandReply.Accepted($"{worker}: runs on the node of the cluster that suits it best");
    }

    /// <inheritdoc />
    public async Task<CommandReply> StopAsync(string worker, string by, CancellationToken stop)
    {
        if (Defined(worker, out CommandReply refused) is null)
        {
            return refused;
        }

        IntentView? earlier = await IntentAsync(worker, stop).ConfigureAwait(false);
        await IntendAsync(worker, run: false, earlier?.Instances, by, stop).ConfigureAwait(false);
        ImmutableArray<string> holders = FloatingWorkers.HoldersOf(View, worker);
        string where = holders.IsEmpty ? string.Empty : $" on {string.Join(", ", holders)}";
        return new CommandReply.Accepted($"{worker}: stopping{where}, and staying stopped on every node until 'worker start'");
    }

    /// <inheritdoc />
    public async Task<CommandReply> ScaleAsync(string worker, int instances, string by, CancellationToken stop)
    {
        if (Defined(worker, out CommandReply refused) is not { } definition)
        {
            return refused;
        }

        InstanceOptions bounds = definition.Instances;
        if (instances < bounds.Min || instances > bounds.Max)
        {
            return new CommandReply.Refused(
                $"{worker} may have {bounds.Min} to {bounds.Max} instances (instances.min and instances.max of its definition), not {instances}");
        }

        bool run = (await IntentAsync(worker, stop).ConfigureAwait(false))?.Run ?? definition.Autostart;
        await IntendAsync(worker, run, instances, by, stop).ConfigureAwait(false);
        string then = run ? string.Empty : "; it is stopped, so this counts from its next start";
        return new CommandReply.Accepted($"{worker}: {Wording.Count(instances, "instance")} wanted on each node that runs it{then}");
    }

    /// <inheritdoc />
    public async Task<CommandReply> DrainAsync(string node, bool draining, string by, CancellationToken stop)
    {
        if (!await _setup.Store.DrainAsync(node, draining, stop).ConfigureAwait(false))
        {
            return Unknown(node);
        }

        LogDrain(_setup.Log, node, draining ? "drains" : "drains no more", by);
        _setup.Changed();
        return new CommandReply.Accepted(draining
            ? $"{node} hands over its floating workers and takes no more, also after a restart, until 'cluster drain {node} --off'"
            : $"{node} takes floating workers again");
    }

    /// <inheritdoc />
    public Task<CommandReply> LeaveAsync(string by, CancellationToken stop)
    {
        LogLeave(_setup.Log, by);
        return _setup.Leave(by, stop);
    }

    /// <inheritdoc />
    public async Task<CommandReply> DownAsync(string node, string by, CancellationToken stop)
    {
        MemberState? state = await _setup.Store.DownAsync(node, stop).ConfigureAwait(false);
        switch (state)
        {
            case null:
                return Unknown(node);
            case MemberState.Down:
                LogDown(_setup.Log, node, by);
                _setup.Changed();
                return new CommandReply.Accepted($"{node} is no longer expected, and what waited for it is given up; it may still join again");
            case MemberState.Live:
                return new CommandReply.Refused($"{node} is live: its lease runs. 'cluster leave {node}' lets it leave in order");
            case MemberState.Lost or MemberState.Left:
            default:
                return new CommandReply.Refused($"{node} could not be declared down: it is {state.Value.Word()}");
        }
    }

    /// <inheritdoc />
    public Task<ImmutableArray<AuditRow>> AuditAsync(int most, CancellationToken stop) => _setup.Store.AuditAsync(most, stop);

    /// <inheritdoc />
    public async IAsyncEnumerable<JournalEvent> TailAsync(int last, [EnumeratorCancellation] CancellationToken stop)
    {
        long position = 0;
        foreach (JournalEvent happened in await NewestAsync(last, stop).ConfigureAwait(false))
        {
            position = happened.Position;
            if (IsNews(happened))
            {
                yield return happened;
            }
        }

        while (true)
        {
            Task beat = _events.Next;
            await using (IAsyncEnumerator<JournalEvent> more = AfterAsync(position, stop).GetAsyncEnumerator(stop))
            {
                while (await NextAsync(more).ConfigureAwait(false) is { } happened)
                {
                    position = happened.Position;
                    if (IsNews(happened))
                    {
                        yield return happened;
                    }
                }
            }

            await Pulse.WaitAsync(beat, _setup.Poll, _setup.Time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>How far a node's journal was sent is book-keeping, not news.</summary>
    private static bool IsNews(JournalEvent happened) => !BusStreams.IsForward(happened.Stream);

    /// <summary>Stops listening.</summary>
    public void Dispose() => _listening.Dispose();

    private static async ValueTask<JournalEvent?> NextAsync(IAsyncEnumerator<JournalEvent> events)
    {
        try
        {
            return await events.MoveNextAsync().ConfigureAwait(false) ? events.Current : null;
        }
        catch (JournalUnavailableException)
        {
            // Away for now: the next look goes on behind the last event given.
            return null;
        }
    }

    /// <summary>The last events, oldest first.</summary>
    private async Task<IReadOnlyList<JournalEvent>> NewestAsync(int last, CancellationToken stop)
    {
        try
        {
            IEventJournal journal = _setup.Journal() ?? throw new ClusterUnavailableException($"the shared journal on {Store} cannot be read: {Problem ?? "it is not there yet"}");

            // One at least, because its position is where the new ones begin.
            IReadOnlyList<JournalEvent> newest = await journal.ReadNewestAsync(string.Empty, [], Math.Max(1, last) * 2, stop).ConfigureAwait(false);
            return [.. newest.Where(IsNews).Take(last).Union(newest.Take(1)).OrderBy(happened => happened.Position)];
        }
        catch (JournalUnavailableException away)
        {
            throw new ClusterUnavailableException($"the shared journal on {Store} cannot be read: {away.Message}", away);
        }
    }

    private IAsyncEnumerable<JournalEvent> AfterAsync(long position, CancellationToken stop) =>
        _setup.Journal()?.ReadAllAsync(position, stop) ?? AsyncEnumerable.Empty<JournalEvent>();

    private WorkerDefinition? Defined(string worker, out CommandReply refused)
    {
        WorkerDefinition? definition = _setup.Definition(worker);
        refused = definition is null
            ? new CommandReply.UnknownName($"{Node} does not define a worker '{worker}'")
            : new CommandReply.Refused($"{worker} is a local worker on {Node}");
        return definition is { Placement.Mode: PlacementMode.Floating } ? definition : null;
    }

    private async Task<IntentView?> IntentAsync(string worker, CancellationToken stop) =>
        (await _setup.Store.ReadAsync(stop).ConfigureAwait(false)).Intents.FirstOrDefault(intent => intent.Worker == worker);

    private async Task IntendAsync(string worker, bool run, int? instances, string by, CancellationToken stop)
    {
        await _setup.Store.IntendAsync(worker, run, instances, by, stop).ConfigureAwait(false);
        _setup.Changed();
    }

    private CommandReply.UnknownName Unknown(string node) => new(Names.Unknown("node", node, View.Members.Select(member => member.Name)));

    [LoggerMessage(2940, LogLevel.Information, "Node {Node} {Drains}, says {By}")]
    private static partial void LogDrain(ILogger log, string node, string drains, string by);

    [LoggerMessage(2941, LogLevel.Information, "This node is to leave the cluster, says {By}")]
    private static partial void LogLeave(ILogger log, string by);

    [LoggerMessage(2942, LogLevel.Information, "Node {Node} is declared down by {By}")]
    private static partial void LogDown(ILogger log, string node, string by);
}
