using System.Collections.Immutable;
using Guardian.Cluster.Bus;
using Guardian.Incidents;
using Microsoft.Extensions.Logging;

namespace Guardian.Cluster.Troubles;

/// <summary>Tells the other nodes how this node's troubles stand, and this node's desk how theirs do.</summary>
/// <remarks>
/// What is told is where a trouble stands, not what happened to it: while the bus is away only the latest matters, and it is told again until it
/// has got through. To a node that joins, all open troubles are told anew.
/// </remarks>
internal sealed partial class TroubleActor : ReceiveActor, IWithTimers
{
    private const int MostTold = 1000; // incidents that are followed; as many as the desk opens, twice
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestSend = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_slack = TimeSpan.FromMilliseconds(100);

    private readonly TroubleSetup _setup;
    private readonly Dictionary<string, Trouble> _told = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Trouble> _untold = new(StringComparer.Ordinal);
    private readonly HashSet<string> _chairs = new(StringComparer.Ordinal);
    private ClusterMembersView _view = new([], Reachable: false);
    private bool _sending;
    private bool _away;

    public TroubleActor(TroubleSetup setup)
    {
        _setup = setup;
        Receive<IncidentChanged>(changed => Consider(changed.Incident));
        Receive<Prove>(prove => Consider(prove.Incident));
        Receive<BusEvent>(heard => heard.Event.Stream == BusStreams.Troubles, OnHeard);
        Receive<Sent>(OnSent);
        Receive<ReleaseChair>(release =>
        {
            _chairs.Add(release.Signature);
            GiveChairsBack();
        });
        Receive<Look>(_ => OnLook());
    }

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(TroubleSetup setup) => ActorProps.Create(() => new TroubleActor(setup));

    protected override void PreStart()
    {
        Context.System.EventStream.Subscribe(Self, typeof(IncidentChanged));
        Context.System.EventStream.Subscribe(Self, typeof(BusEvent));
        Timers.StartPeriodicTimer("look", new Look(), s_lookEvery);
        _view = _setup.Members();
        foreach (Incident incident in _setup.Incidents.Open)
        {
            Consider(incident.Id);
        }
    }

    // ---- this node's troubles ----------------------------------------------------------------------------------------------------

    private void Consider(string id)
    {
        Trouble? before = _untold.GetValueOrDefault(id) ?? _told.GetValueOrDefault(id);
        if (_setup.Incidents.Find(id) is not { } incident || (before is null && !incident.IsOpen)
            || TroubleRule.Of(_setup.Node, incident, CommonCause.IsCured(incident, _setup.Clock.UtcNow, _setup.ProvenAfter())) is not { } trouble)
        {
            return;
        }

        if (!trouble.IsNews(before))
        {
            if (!incident.IsOpen)
            {
                _told.Remove(id); // the others know the last of it
            }

            return;
        }

        if (trouble.Phase == TroublePhase.Settling)
        {
            Timers.StartSingleTimer(id, new Prove(id), _setup.ProvenAfter() + s_slack);
        }

        if (_untold.Count < MostTold || _untold.ContainsKey(id))
        {
            _untold[id] = trouble;
            Send();
        }
    }

    private void Send()
    {
        if (_sending || _away || _untold.Count == 0)
        {
            return;
        }

        _sending = true;
        DateTimeOffset at = _setup.Clock.UtcNow;
        ImmutableArray<Trouble> batch = [.. _untold.Values];
        _setup.Bus.Ask<BusProtocol.Published>(
                new BusProtocol.Publish(BusStreams.Troubles, [.. batch.Select(trouble => TroubleJson.ToBus(trouble with { AgeMs = AgeOf(trouble, at) }, at))], Answer: true), s_longestSend)
            .PipeTo(Self, Self, published => new Sent(batch, published.Problem), why => new Sent(batch, why.Message));
    }

    private void OnSent(Sent sent)
    {
        _sending = false;
        if (sent.Problem is { } problem)
        {
            LogNotTold(_setup.Log, _untold.Count, problem);
            _away = true; // until the next look
            return;
        }

        foreach (Trouble trouble in sent.Batch)
        {
            if (_untold.TryGetValue(trouble.Incident, out Trouble? latest) && ReferenceEquals(latest, trouble))
            {
                _untold.Remove(trouble.Incident);
            }

            bool over = trouble.Phase is TroublePhase.Over || _setup.Incidents.Find(trouble.Incident) is not { IsOpen: true };
            if (over)
            {
                _told.Remove(trouble.Incident);
            }
            else
            {
                _told[trouble.Incident] = trouble;
            }
        }

        GiveChairsBack();
        Send();
    }

    private double AgeOf(Trouble trouble, DateTimeOffset at) =>
        _setup.Incidents.Find(trouble.Incident) is { } incident ? Math.Max(0, (at - incident.DetectedAt).TotalMilliseconds) : 0;

    /// <summary>The next one in the chair is to know what came of this try.</summary>
    private void GiveChairsBack(bool anyway = false)
    {
        if (_untold.Count > 0 && !anyway)
        {
            return;
        }

        foreach (string signature in _chairs)
        {
            _ = GiveBackAsync(LeaseKeys.Chair(signature));
        }

        _chairs.Clear();
    }

    private async Task GiveBackAsync(string lease)
    {
        try
        {
            await _setup.ReleaseLease(lease).ConfigureAwait(false);
        }
        catch (Exception away) when (away is ClusterUnavailableException or ObjectDisposedException)
        {
            LogChairKept(_setup.Log, lease, away.Message); // it ends with the node's membership at the latest
        }
    }

    private void OnLook()
    {
        ClusterMembersView view = _setup.Members();
        if (view.Live.Any(node => !_view.Live.Contains(node)))
        {
            foreach ((string id, Trouble trouble) in _told)
            {
                if (!_untold.ContainsKey(id) && _setup.Incidents.Find(id) is { IsOpen: true })
                {
                    _untold[id] = trouble;
                }
            }
        }

        if (view.Reachable != _view.Reachable || !view.Live.SequenceEqual(_view.Live) || !_setup.Troubles.IsEmpty)
        {
            _view = view;
            _setup.Desk.Tell(TroublesChanged.Instance, Self); // who is gone, out of reach, or silent for too long is waited for no longer
        }

        _away = false;
        GiveChairsBack(anyway: true);
        Send();
    }

    // ---- those of others ---------------------------------------------------------------------------------------------------------

    private void OnHeard(BusEvent heard)
    {
        if (TroubleJson.FromBus(heard.Event) is { } trouble && trouble.Node != _setup.Node)
        {
            _setup.Troubles.Hear(trouble, _setup.Clock);
            _setup.Desk.Tell(TroublesChanged.Instance, Self);
        }
    }

    [LoggerMessage(2921, LogLevel.Information, "{Count} troubles of this node could not be told to the others, they are told later: {Problem}")]
    private static partial void LogNotTold(ILogger log, int count, string problem);

    [LoggerMessage(2922, LogLevel.Information, "{Lease} could not be given back: {Problem}")]
    private static partial void LogChairKept(ILogger log, string lease, string problem);

    private sealed record Prove(string Incident);

    private sealed record Sent(ImmutableArray<Trouble> Batch, string? Problem);

    private sealed record Look;
}
