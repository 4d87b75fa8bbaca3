using Guardian.Cluster.Learning;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Learning;
using Microsoft.Extensions.Logging;

namespace Guardian.Council;

/// <summary>Holds the council's meetings: calls the sages to vote, counts, decides, keeps the minutes, and learns whom to trust.</summary>
/// <remarks>
/// <para><see cref="Convene"/> publishes a <see cref="CallToVote"/> to the event stream. When all ballots that are expected have come, or the
/// deadline has passed, <see cref="Tally"/> decides; the asker is told the <see cref="Decision"/> and <see cref="MeetingHeld"/> is published.
/// Ballots that come later are dropped. A proposal that is convened again while its meeting is held has no second meeting: both askers are
/// told.</para>
/// <para>Trust is learned from <see cref="IncidentOutcome"/> on the event stream, or told by <see cref="SharedKnowledge"/> in a cluster. Until the weights of the last start have been read every
/// seat counts the same, and outcomes wait.</para>
/// </remarks>
public sealed partial class CouncilActor : ReceiveActor, IWithTimers
{
    private const int MostAskers = 8;
    private const int MostOutcomes = 256; // that wait for the weights to be read
    private static readonly TimeSpan s_readAgainAfter = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, OpenMeeting> _open = new(StringComparer.Ordinal);
    private readonly Queue<IncidentOutcome> _unlearned = new();
    private readonly CouncilSetup _setup;
    private CouncilOptions _options;
    private TrustOptions _trustOptions;
    private TrustWeights _weights = TrustWeights.Equal;
    private IActorRef? _keeper;
    private bool _weightsRead;
    private long _term;

    /// <summary>Makes the council; the runtime calls this.</summary>
    /// <param name="setup">What it works with.</param>
    public CouncilActor(CouncilSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        (_setup, _options, _trustOptions, _weightsRead) = (setup, setup.Options, setup.Trust, setup.Records is null || setup.TrustIsShared);
        Receive<Convene>(convene => OnConvene(convene.Proposal));
        Receive<Ballot>(OnBallot);
        Receive<OthersNotReached>(OnOthersNotReached);
        Receive<DeadlinePassed>(OnDeadline);
        Receive<IncidentOutcome>(OnOutcome);
        Receive<SharedKnowledge>(OnShared);
        Receive<WeightsRead>(OnWeightsRead);
        Receive<WeightsNotRead>(OnWeightsNotRead);
        Receive<ReadWeights>(_ => Read());
        Receive<Apply>(apply => (_options, _trustOptions) = (apply.Options.Council, apply.Options.Learning.Trust));
    }

    /// <summary>The configuration changed; meetings that are being held end by the new rules.</summary>
    /// <param name="Options">The new one.</param>
    public sealed record Apply(GuardianOptions Options);

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>How to make a council.</summary>
    /// <param name="setup">What it works with.</param>
    /// <returns>For <c>ActorOf</c>.</returns>
    public static Props Props(CouncilSetup setup) => ActorProps.Create(() => new CouncilActor(setup));

    /// <inheritdoc />
    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(IncidentOutcome));
        if (_setup.Records is { } records)
        {
            _keeper = Context.ActorOf(CouncilKeeper.Props(records, _setup.Log), "keeper");
            if (!_weightsRead)
            {
                Read();
            }
        }
    }

    private void OnConvene(Proposal proposal)
    {
        if (_open.TryGetValue(proposal.Id, out OpenMeeting? held))
        {
            if (held.Askers.Count < MostAskers)
            {
                held.Askers.Add(Sender);
            }

            return;
        }

        OpenMeeting meeting = new(proposal, _setup.Electorate(), _setup.Clock.Now, ++_term);
        meeting.Askers.Add(Sender);
        if (_open.Count >= _options.Meetings)
        {
            LogTooMany(_setup.Log, proposal.Id, _open.Count);
            Decision none = Tally.Decide(proposal, [], meeting.Electorate.Expected, _weights, _options, TimeSpan.Zero);
            Tell(meeting, none with { Reason = $"{_open.Count} of at most {_options.Meetings} meetings are being held already: a person is asked" });
            return;
        }

        _open.Add(proposal.Id, meeting);
        Timers.StartSingleTimer(proposal.Id, new DeadlinePassed(proposal.Id, meeting.Term), _options.Deadline);
        if (meeting.Electorate.AsksOthers)
        {
            Context.System.EventStream.Publish(new MeetingCalled(proposal, _options.Deadline)); // first: that call has the longer way
        }

        Context.System.EventStream.Publish(new CallToVote(proposal, Self));
    }

    private void OnBallot(Ballot ballot)
    {
        // Late, or of a meeting of another time: dropped.
        if (_open.TryGetValue(ballot.Proposal, out OpenMeeting? meeting))
        {
            meeting.Take(ballot);
            DecideWhenComplete(meeting);
        }
    }

    private void OnOthersNotReached(OthersNotReached failed)
    {
        if (_open.TryGetValue(failed.Proposal, out OpenMeeting? meeting))
        {
            meeting.Electorate = meeting.Electorate with { CutOff = true };
            DecideWhenComplete(meeting);
        }
    }

    private void DecideWhenComplete(OpenMeeting meeting)
    {
        if (meeting.IsComplete)
        {
            Timers.Cancel(meeting.Proposal.Id);
            Decide(meeting);
        }
    }

    private void OnDeadline(DeadlinePassed passed)
    {
        if (_open.TryGetValue(passed.Proposal, out OpenMeeting? meeting) && meeting.Term == passed.Term)
        {
            Decide(meeting);
        }
    }

    private void Decide(OpenMeeting meeting)
    {
        _open.Remove(meeting.Proposal.Id);
        Decision decision = Tally.Decide(meeting.Proposal, meeting.Ballots, meeting.ExpectedNodes, _weights, _options, _setup.Clock.Now - meeting.Since);
        Tell(meeting, decision with { Attendance = Attendance.Of(meeting.Electorate, decision.Ballots) });
    }

    private void Tell(OpenMeeting meeting, Decision decision)
    {
        foreach (IActorRef asker in meeting.Askers)
        {
            asker.Tell(decision, Self);
        }

        Context.System.EventStream.Publish(new MeetingHeld(meeting.Proposal, decision));
        Keep(new CouncilEvent.Held(meeting.Proposal, decision));
    }

    private void OnOutcome(IncidentOutcome outcome)
    {
        Keep(new CouncilEvent.OutcomeKnown(
            outcome.Incident, outcome.Decision.Proposal, outcome.Plan, outcome.Succeeded, outcome.Acted, outcome.Seconds, outcome.Reason) { Retry = outcome.Retry });
        if (_setup.TrustIsShared)
        {
            return; // what is learned of it comes from where all nodes' outcomes come together
        }

        if (_weightsRead)
        {
            Learn(outcome);
        }
        else if (_unlearned.Count < MostOutcomes)
        {
            _unlearned.Enqueue(outcome);
        }
    }

    private void Learn(IncidentOutcome outcome)
    {
        TrustVerdict verdict = TrustRule.Learn(_weights, outcome, _trustOptions);
        if (verdict.Changed)
        {
            _weights = verdict.Weights;
            LogTrust(_setup.Log, outcome.Incident, verdict.Reason);
            Keep(new CouncilEvent.TrustChanged(verdict.Weights, verdict.Losses, outcome.Incident, verdict.Reason));
        }
    }

    private void OnShared(SharedKnowledge shared)
    {
        _weights = shared.Trust;
        if (shared.Change is { Verdict.Changed: true } change)
        {
            LogTrust(_setup.Log, change.Incident, change.Verdict.Reason);
            Keep(new CouncilEvent.TrustChanged(shared.Trust, change.Verdict.Losses, change.Incident, change.Verdict.Reason));
        }
    }

    private void Keep(CouncilEvent happened) => _keeper?.Tell(CouncilJson.ToJournal(happened, _setup.Clock.UtcNow), Self);

    private void Read() => ReadAsync(_setup.Records!).PipeTo(Self, success: static kept => new WeightsRead(kept), failure: static why => new WeightsNotRead(why));

    private static async Task<TrustWeights?> ReadAsync(ICouncilRecords records)
    {
        IReadOnlyList<JournalEvent> newest = await records.NewestAsync(CouncilJson.Stream, [CouncilJson.TrustChanged], 1).ConfigureAwait(false);
        return newest is [{ } last] && CouncilJson.FromJournal(last) is CouncilEvent.TrustChanged { Weights: { AreValid: true } weights } ? weights : null;
    }

    private void OnWeightsRead(WeightsRead read)
    {
        _weights = read.Weights ?? TrustWeights.Equal;
        _weightsRead = true;
        while (_unlearned.TryDequeue(out IncidentOutcome? outcome))
        {
            Learn(outcome);
        }
    }

    private void OnWeightsNotRead(WeightsNotRead failed)
    {
        LogNotRead(_setup.Log, failed.Why.Message);
        Timers.StartSingleTimer(ReadWeights.Key, ReadWeights.Key, s_readAgainAfter);
    }

    [LoggerMessage(2711, LogLevel.Warning, "Meeting {Proposal} is not held: {Open} are being held already; a person is asked")]
    private static partial void LogTooMany(ILogger log, string proposal, int open);

    [LoggerMessage(2712, LogLevel.Debug, "Trust after {Incident}: {Reason}")]
    private static partial void LogTrust(ILogger log, string incident, string reason);

    [LoggerMessage(2713, LogLevel.Warning, "The trust in the sages could not be read, all count the same until it is: {Why}")]
    private static partial void LogNotRead(ILogger log, string why);

    private sealed record DeadlinePassed(string Proposal, long Term);

    private sealed record WeightsRead(TrustWeights? Weights);

    private sealed record WeightsNotRead(Exception Why);

    private sealed record ReadWeights
    {
        public static readonly ReadWeights Key = new();
    }

    /// <summary>A meeting that waits for ballots.</summary>
    private sealed class OpenMeeting(Proposal proposal, Electorate electorate, MonotonicTime since, long term)
    {
        private readonly Dictionary<(Seat Seat, string Node), Ballot> _ballots = [];

        public Proposal Proposal { get; } = proposal;

        public Electorate Electorate { get; set; } = electorate;

        public MonotonicTime Since { get; } = since;

        /// <summary>Tells its deadline from that of an earlier meeting on the same proposal.</summary>
        public long Term { get; } = term;

        public List<IActorRef> Askers { get; } = [];

        public IReadOnlyCollection<Ballot> Ballots => _ballots.Values;

        /// <summary>What the quorum is reckoned by: a node that votes without having been expected raises it, and never stands in for another.</summary>
        public int ExpectedNodes => Electorate.Expected
            + _ballots.Keys.Select(static voter => voter.Node).Distinct(StringComparer.Ordinal).Count(node => !Electorate.Nodes.IsEmpty && !Electorate.Nodes.Contains(node));

        /// <summary>Whether every ballot has come that can come.</summary>
        public bool IsComplete => Electorate.AsksOthers
            ? Electorate.Nodes.All(node => Seats.All.All(seat => _ballots.ContainsKey((seat, node))))
            : Seats.All.All(seat => _ballots.Keys.Any(voter => voter.Seat == seat));

        /// <summary>Takes a ballot: one for each voter, so that a sage that votes without end fills nothing.</summary>
        public void Take(Ballot ballot)
        {
            foreach (Ballot counted in CountedVotes.Of(Proposal.Id, _ballots.TryGetValue((ballot.Seat, ballot.Node), out Ballot? other) ? [ballot, other] : [ballot]))
            {
                _ballots[(counted.Seat, counted.Node)] = counted;
            }
        }
    }
}
