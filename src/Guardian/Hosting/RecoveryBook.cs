using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Learning.Knowledge;
using Guardian.Sages;

namespace Guardian.Hosting;

/// <summary>What people and programs ask of recovery: incidents, what was learned, and deeds by hand.</summary>
public sealed class RecoveryBook : ICouncilDesk
{
    private static readonly TimeSpan ReplyTimeout = TimeSpan.FromSeconds(10);

    private readonly IActorRef _desk;
    private readonly IActorRef _knowledge;
    private readonly IncidentBoard _board;
    private readonly Func<IEventJournal?> _journal;
    private readonly Func<GuardianOptions> _options;

    internal RecoveryBook(IActorRef desk, IActorRef knowledge, IncidentBoard board, Func<IEventJournal?> journal, Func<GuardianOptions> options)
    {
        _desk = desk;
        _knowledge = knowledge;
        _board = board;
        _journal = journal;
        _options = options;
    }

    /// <summary>Incidents, newest first.</summary>
    /// <param name="openOnly">Without those that are over.</param>
    /// <param name="worker">Only of this worker; null for all.</param>
    /// <param name="limit">How many at most.</param>
    /// <returns>The incidents.</returns>
    public ImmutableArray<IncidentView> List(bool openOnly, string? worker, int limit) =>
    [
        .. (openOnly ? _board.Open : _board.All)
            .Where(incident => worker is null || incident.Worker == worker)
            .Take(limit)
            .Select(IncidentView.Of),
    ];

    /// <summary>One incident with its story.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="stop">Gives up reading.</param>
    /// <returns>The incident, or null when there is none. Its story is empty while the store is away.</returns>
    public async Task<IncidentDetail?> DetailAsync(string id, CancellationToken stop = default)
    {
        if (_board.Find(id) is not { } incident)
        {
            return null;
        }

        ImmutableArray<HistoryEntry> history = [];
        if (_journal() is { } journal)
        {
            try
            {
                history = await IncidentLoader.HistoryAsync(journal, id, stop).ConfigureAwait(false);
            }
            catch (JournalUnavailableException)
            {
                // What is known without the store is shown.
            }
        }

        IncidentEvidence? evidence = incident.Evidence ?? history.Select(entry => entry.Happened).OfType<IncidentEvent.EvidenceTaken>().LastOrDefault()?.Evidence;
        return new IncidentDetail(IncidentView.Of(incident), [.. history.Select(StoryLine.Of)], evidence);
    }

    /// <summary>Whether this node has an incident.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>False for one of another node.</returns>
    public bool Has(string id) => _board.Find(id) is not null;

    /// <summary>Says that an incident is unknown.</summary>
    /// <param name="id">What was asked for.</param>
    /// <returns>The reply.</returns>
    public CommandReply Unknown(string id) =>
        new CommandReply.UnknownName(Names.Unknown("incident", id, _board.All.Take(20).Select(incident => incident.Id)));

    /// <summary>What was learned.</summary>
    /// <returns>Plans by signature, with success and confidence.</returns>
    public async Task<StrategyReport> StrategiesAsync() => StrategyReport.Of(
        await _knowledge.Ask<KnowledgeBase>(ReadKnowledge.Instance, ReplyTimeout).ConfigureAwait(false), _options().Learning.Knowledge);

    /// <summary>Does an action now, with evidence, state and check as in any incident.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="instance">Which instance, or null for the only one, or all.</param>
    /// <param name="action">Name of the action.</param>
    /// <param name="by">Who asks.</param>
    /// <returns>The reply, when it has begun.</returns>
    public Task<CommandReply> RecoverAsync(string worker, int? instance, string action, string by) =>
        AskAsync(new IncidentDeskProtocol.RecoverAsked(worker, instance, action, by));

    /// <inheritdoc />
    public Task<CommandReply> ConveneAsync(string worker, int? instance, string reason, string by) =>
        AskAsync(new IncidentDeskProtocol.ConveneAsked(worker, instance, reason, by));

    /// <summary>Carries out what is recommended.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="note">Why, or null.</param>
    /// <returns>The reply.</returns>
    public Task<CommandReply> ConfirmAsync(string id, string by, string? note) => AskAsync(new IncidentDeskProtocol.PersonSpoke(id, true, by, note));

    /// <summary>Refuses what is recommended: a person acts.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="note">Why, or null.</param>
    /// <returns>The reply.</returns>
    public Task<CommandReply> RejectAsync(string id, string by, string? note) => AskAsync(new IncidentDeskProtocol.PersonSpoke(id, false, by, note));

    /// <summary>Judges an incident.</summary>
    /// <param name="id">The incident.</param>
    /// <param name="falseDetection">True when there was no trouble.</param>
    /// <param name="by">Who says so.</param>
    /// <param name="note">Why, or null.</param>
    /// <returns>The reply.</returns>
    public Task<CommandReply> LabelAsync(string id, bool falseDetection, string by, string? note) =>
        AskAsync(new IncidentDeskProtocol.LabelAsked(id, falseDetection, by, note));

    private Task<CommandReply> AskAsync(object message) => _desk.Ask<CommandReply>(message, ReplyTimeout);
}
