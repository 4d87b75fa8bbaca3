using System.Collections.Immutable;
using Guardian.Cluster.Bus;
using Guardian.Journal;
using Guardian.Workers;
using Guardian.Workers.Actors;
using Microsoft.Extensions.Logging;
using static Guardian.Cluster.ClusterProtocol;

namespace Guardian.Cluster;

/// <summary>Makes this node a member of its cluster: renews its lease, takes and hands over floating workers, stops them in time when it cannot renew.</summary>
/// <remarks>
/// <code>
/// Joining -(joined)-> Member -(no renewal for 2/3 of the lease)-> CutOff -(renewed)-> Member
/// Member, CutOff -(lease over, or ended by the store)-> Joining, once no floating process is left
/// Member -(leave)-> Left
/// </code>
/// What runs where is decided by <see cref="PlacementRule"/>; the moments by <see cref="LeaseTiming"/>. The order on this node is always: the
/// lease is granted, then the worker is started; the worker has stopped, then the lease is given back.
/// </remarks>
internal sealed partial class ClusterActor : ReceiveActor, IWithTimers
{
    private readonly ClusterSetup _setup;
    private readonly Dictionary<string, Hand> _hands = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Worker, string Node), MonotonicTime> _avoided = [];
    private readonly List<IActorRef> _leaveAskers = [];
    private ImmutableArray<WorkerDefinition> _runnable;
    private GuardianOptions _options;
    private ClusterView _view = ClusterView.Empty;
    private IDisposable? _listening;
    private string? _problem;
    private bool _leaving;
    private bool _left;

    public ClusterActor(ClusterSetup setup)
    {
        _setup = setup;
        _options = setup.Options;
        _runnable = setup.Runnable;
        _timing = new LeaseTiming(setup.Options.Cluster.Lease);
        _stableSince = setup.Clock.Now;

        Receive<Heard>(heard => OnHeard(heard.Signal));
        Receive<Apply>(OnApply);
        Receive<BusEvent>(OnBusEvent);

        Receive<WorkerProtocol.Released>(released => OnQuiet(released.Worker));
        Receive<AskQuiet>(_ => JoinWhenQuiet());
        Receive<JoinAnswered>(OnJoinAnswered);
        Receive<JoinFailed>(failed => OnJoinFailed(failed.Attempt, failed.Why.Message));
        Receive<RenewDue>(_ => Renew());
        Receive<RenewAnswered>(OnRenewAnswered);
        Receive<RenewFailed>(OnRenewFailed);
        Receive<StopDue>(_ => OnStopDue());
        Receive<LeaseOver>(_ => OnLeaseOver());

        Receive<Place>(_ => PlaceNow());
        Receive<TakeDue>(_ => PlaceNow());
        Receive<TakeAnswered>(OnTakeAnswered);
        Receive<GivenBack>(OnGivenBack);
        Receive<Forgone>(OnForgone);
        Receive<GiveAgain>(again => GiveBack(again.Worker));
        Receive<StopAgain>(OnStopAgain);

        Receive<Relocate>(OnRelocate);
        Receive<Leave>(_ => OnLeave());
        Receive<LeftStore>(_ => OnLeftStore());
        ReceiveJobs();
    }

    /// <summary>Set by the runtime before <see cref="PreStart"/>.</summary>
    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ClusterSetup setup) => ActorProps.Create(() => new ClusterActor(setup));

    private IClusterStore Store => _setup.Ports.Store;

    private TimeSpan Boot => _setup.Ports.Clock.SinceBoot;

    protected override void PreStart()
    {
        IActorRef self = Self;
        _listening = Store.Listen(_setup.Node, signal => self.Tell(new Heard(signal), ActorRefs.NoSender));
        Context.System.EventStream.Subscribe(Self, typeof(BusEvent));
        Timers.StartSingleTimer("tidy", new TidyDue(), TidyEvery);
        Show();
        JoinWhenQuiet();
    }

    protected override void PostStop() => _listening?.Dispose();

    private void OnHeard(ClusterSignal signal)
    {
        if (signal is ClusterSignal.State or ClusterSignal.Reconnected)
        {
            if (_session is not null)
            {
                Renew();
            }
            else if (signal == ClusterSignal.Reconnected)
            {
                JoinWhenQuiet();
            }
        }
    }

    private void OnApply(Apply apply)
    {
        _options = apply.Options;
        _runnable = apply.Runnable;
        if (_session is { } session)
        {
            Store.UpdateAsync(session, Card(), CancellationToken.None).PipeTo(Self, Self, _ => new RenewDue(), _ => new RenewDue());
        }

        PlaceNow();
    }

    private NodeCard Card() => new()
    {
        Name = _setup.Node,
        Home = _setup.Ports.Home,
        Version = Hosting.GuardianNode.Version,
        Roles = [.. _options.Cluster.Roles],
        Host = Environment.MachineName,
        Lease = _timing.Length,
        Floating = _runnable.ToImmutableSortedDictionary(static worker => worker.Name, DefinitionFingerprint.Of, StringComparer.Ordinal),
    };

    private void Show() => _setup.Board.Standing = new ClusterStanding
    {
        Phase = _left ? ClusterPhase.Left : _session is null ? ClusterPhase.Joining : _cutOff ? ClusterPhase.CutOff : ClusterPhase.Member,
        Session = _session,
        Problem = _problem,
        View = _view,
        Held = _hands.Where(static hand => hand.Value is { Phase: HandPhase.Held })
            .ToImmutableDictionary(static hand => hand.Key, static hand => new HeldLease(hand.Value.Replica, hand.Value.Grant!.Token), StringComparer.Ordinal),
        RenewedAt = _renewedAt,
    };

    private void Keep(ClusterEvent happened) =>
        _setup.Writer.Tell(new EventWriter.Write(ClusterJson.Stream, [ClusterJson.ToJournal(happened, _setup.Clock.UtcNow)], Answer: false));

    private void ToWorker(string worker, object word) => _setup.Fleet.Tell(new FleetProtocol.ForFloating(worker, word));

    [LoggerMessage(2900, LogLevel.Information, "This node is a member of the cluster at {Store}: {Members} live, lease {Lease}")]
    private static partial void LogJoined(ILogger log, string store, int members, string lease);

    [LoggerMessage(2901, LogLevel.Error, "This node cannot join its cluster: {Reason}")]
    private static partial void LogRefused(ILogger log, string reason);

    [LoggerMessage(2902, LogLevel.Warning, "The cluster is out of reach; local workers go on: {Reason}")]
    private static partial void LogOutOfReach(ILogger log, string reason);

    [LoggerMessage(2903, LogLevel.Information, "The cluster is in reach again")]
    private static partial void LogInReach(ILogger log);

    [LoggerMessage(2904, LogLevel.Error, "The lease could not be renewed for {Time}; floating workers are stopped")]
    private static partial void LogCutOff(ILogger log, string time);

    [LoggerMessage(2905, LogLevel.Error, "This node's membership has ended: {Reason}")]
    private static partial void LogEnded(ILogger log, string reason);

    [LoggerMessage(2906, LogLevel.Information, "{Worker} (replica {Replica}) is this node's now, token {Token}")]
    private static partial void LogTaken(ILogger log, string worker, int replica, long token);

    [LoggerMessage(2907, LogLevel.Information, "{Worker} (replica {Replica}) is handed over to {To}: {Reason}")]
    private static partial void LogGiving(ILogger log, string worker, int replica, string to, string reason);

    [LoggerMessage(2908, LogLevel.Information, "This node has left the cluster")]
    private static partial void LogLeft(ILogger log);

    [LoggerMessage(2909, LogLevel.Warning, "{Worker} could not be taken or given back: {Reason}")]
    private static partial void LogLeaseTrouble(ILogger log, string worker, string reason);
}
