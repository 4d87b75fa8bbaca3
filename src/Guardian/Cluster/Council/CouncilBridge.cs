using System.Collections.Immutable;
using Guardian.Cluster.Bus;
using Guardian.Council;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Council;

/// <summary>Carries calls to vote and ballots between this node's council and those of the others.</summary>
/// <remarks>
/// <para>A meeting of this node (<see cref="MeetingCalled"/>) becomes an event of the bus; the ballots that come back are told to the council,
/// with less confidence. A call of another node becomes a <see cref="CallToVote"/> for the sages here; their ballots go back as one event when
/// all four have come, or shortly before the caller's deadline.</para>
/// <para>Proposals are told apart by node and id. What cannot be understood, what is this node's own, and what somebody says in another's
/// name is passed over; the council drops what comes late.</para>
/// </remarks>
internal sealed partial class CouncilBridge : ReceiveActor, IWithTimers
{
    /// <summary>Most meetings of other nodes that the sages here are asked about at a time.</summary>
    public const int MostForeign = 256;

    /// <summary>Share of the caller's deadline after which what has come is sent: the call and the answer need the rest.</summary>
    private const double Patience = 0.6;

    private readonly CouncilBridgeSetup _setup;
    private readonly Dictionary<string, ForeignMeeting> _foreign = new(StringComparer.Ordinal);
    private long _term;

    public CouncilBridge(CouncilBridgeSetup setup)
    {
        _setup = setup;
        Receive<MeetingCalled>(OnCalled);
        Receive<Sent>(OnSent);
        Receive<BusEvent>(heard => heard.Event.Stream == BusStreams.Council, OnHeard);
        Receive<Ballot>(OnBallot);
        Receive<TimeIsUp>(OnTimeIsUp);
    }

    private sealed record Sent(string Proposal, string? Problem);

    private sealed record TimeIsUp(string Key, long Term);

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(CouncilBridgeSetup setup) => ActorProps.Create(() => new CouncilBridge(setup));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(MeetingCalled));
        Context.System.EventStream.Subscribe(Self, typeof(BusEvent));
    }

    // ---- meetings of this node ---------------------------------------------------------------------------------------------------

    private void OnCalled(MeetingCalled called)
    {
        CouncilCall call = new(CouncilWire.Version, _setup.Node, called.Deadline.TotalMilliseconds, called.Proposal);
        string id = called.Proposal.Id;
        _setup.Bus.Ask<BusProtocol.Published>(
                new BusProtocol.Publish(BusStreams.Council, [CouncilWire.ToBus(call, _setup.Clock.UtcNow)], Answer: true), called.Deadline)
            .PipeTo(Self, Self, published => new Sent(id, published.Problem), _ => new Sent(id, null)); // later than the deadline nobody waits any more
    }

    private void OnSent(Sent sent)
    {
        if (sent.Problem is { } problem)
        {
            LogNotReached(_setup.Log, sent.Proposal, problem);
            _setup.Council.Tell(new OthersNotReached(sent.Proposal), Self);
        }
    }

    private void OnHeard(BusEvent heard)
    {
        if (CouncilWire.Call(heard.Event) is { } call)
        {
            OnForeignCall(call);
        }
        else if (CouncilWire.Votes(heard.Event) is { } votes && votes.To == _setup.Node && votes.Node != _setup.Node)
        {
            double sure = _setup.RemoteConfidence();
            foreach (Ballot ballot in votes.Ballots)
            {
                _setup.Council.Tell(ballot with { Scores = [.. ballot.Scores.Select(score => score with { Confidence = score.Confidence * sure })] }, Self);
            }
        }
    }

    // ---- meetings of other nodes -------------------------------------------------------------------------------------------------

    private void OnForeignCall(CouncilCall call)
    {
        string key = $"{call.Node}/{call.Proposal.Id}";
        if (call.Node == _setup.Node || _foreign.ContainsKey(key))
        {
            return;
        }

        if (_foreign.Count >= MostForeign)
        {
            LogTooMany(_setup.Log, key, MostForeign);
            return;
        }

        // What the case says of its node is the caller's word about itself, or it would not be foreign to the sages here.
        Proposal local = call.Proposal with { Id = key, Case = call.Proposal.Case with { Node = call.Node } };
        _foreign.Add(key, new ForeignMeeting(call, ++_term));
        Timers.StartSingleTimer(key, new TimeIsUp(key, _term), TimeSpan.FromMilliseconds(call.DeadlineMs * Patience));
        Context.System.EventStream.Publish(new CallToVote(local, Self));
    }

    private void OnBallot(Ballot ballot)
    {
        if (_foreign.TryGetValue(ballot.Proposal, out ForeignMeeting? meeting) && ballot.Node == _setup.Node)
        {
            meeting.Ballots[ballot.Seat] = ballot;
            if (Seats.All.All(meeting.Ballots.ContainsKey))
            {
                Send(ballot.Proposal, meeting);
            }
        }
    }

    private void OnTimeIsUp(TimeIsUp up)
    {
        if (_foreign.TryGetValue(up.Key, out ForeignMeeting? meeting) && meeting.Term == up.Term)
        {
            Send(up.Key, meeting);
        }
    }

    private void Send(string key, ForeignMeeting meeting)
    {
        _foreign.Remove(key);
        Timers.Cancel(key);
        if (meeting.Ballots.Count == 0)
        {
            return;
        }

        string proposal = meeting.Call.Proposal.Id;
        ImmutableArray<Ballot> ballots = [.. meeting.Ballots.Values.OrderBy(static ballot => ballot.Seat).Select(ballot => ballot with { Proposal = proposal })];
        CouncilVotes votes = new(CouncilWire.Version, _setup.Node, meeting.Call.Node, proposal, ballots);
        _setup.Bus.Tell(new BusProtocol.Publish(BusStreams.Council, [CouncilWire.ToBus(votes, _setup.Clock.UtcNow)], Answer: false), Self);
    }

    [LoggerMessage(2901, LogLevel.Information, "The call to meeting {Proposal} did not reach the other nodes: {Problem}; the sages here decide what is small")]
    private static partial void LogNotReached(ILogger log, string proposal, string problem);

    [LoggerMessage(2902, LogLevel.Warning, "The sages here do not vote on {Proposal}: they are asked about {Most} meetings of other nodes already")]
    private static partial void LogTooMany(ILogger log, string proposal, int most);

    /// <summary>A meeting of another node whose ballots are collected here.</summary>
    private sealed class ForeignMeeting(CouncilCall call, long term)
    {
        public CouncilCall Call { get; } = call;

        /// <summary>Tells its end from that of an earlier meeting on the same proposal.</summary>
        public long Term { get; } = term;

        public Dictionary<Seat, Ballot> Ballots { get; } = [];
    }
}
