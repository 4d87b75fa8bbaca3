using System.Collections.Immutable;
using Guardian.Cluster.Bus;
using Guardian.Recovery;
using Guardian.Workers.Actors;
using static Guardian.Cluster.ClusterProtocol;

namespace Guardian.Cluster;

/// <content>Which floating workers this node takes and hands over.</content>
internal sealed partial class ClusterActor
{
    private sealed record Place;

    private sealed record TakeDue;

    private sealed record TakeAnswered(Guid Session, string Worker, LeaseGrant? Grant, string? Problem);

    private sealed record GivenBack(Guid Session, string Worker, string? Problem);

    private sealed record Forgone(Guid Session, string Key, string? Problem);

    private sealed record GiveAgain(string Worker);

    private sealed record StopAgain(string Worker);

    /// <summary>How often a worker that is to go is told so again: its supervisor may have ended before it could answer.</summary>
    private static readonly TimeSpan StopAgainAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long each node that suits a worker better has, before the next one takes it.</summary>
    private static readonly TimeSpan PerRank = TimeSpan.FromSeconds(1);

    /// <summary>How soon is looked again when the guard is not up yet, or the store refused.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    /// <summary>How long the node that a worker is handed to goes first.</summary>
    private static readonly TimeSpan Reserve = TimeSpan.FromSeconds(5);

    /// <summary>How long a worker that was moved away for a trouble keeps away from a node, if it can.</summary>
    private static readonly TimeSpan AvoidFor = TimeSpan.FromMinutes(30);

    private const int MostAvoided = 1000;

    private readonly Dictionary<(string Worker, int Replica), MonotonicTime> _freeSince = [];
    private readonly Dictionary<string, long> _givenBackAt = new(StringComparer.Ordinal); // version of the view by then, which does not know it yet
    private MonotonicTime? _movedAt;

    private PlacementFacts Facts()
    {
        MonotonicTime now = _setup.Clock.Now;
        foreach ((string Worker, string Node) over in _avoided.Where(avoided => now - avoided.Value > AvoidFor).Select(static avoided => avoided.Key).ToArray())
        {
            _avoided.Remove(over);
        }

        return new PlacementFacts
        {
            Self = _setup.Node,
            View = _view,
            Floating = _runnable,
            Held = _hands.Where(static hand => hand.Value.Grant is not null)
                .ToImmutableDictionary(static hand => hand.Key, static hand => new HeldLease(hand.Value.Replica, hand.Value.Grant!.Token), StringComparer.Ordinal),
            Avoided = [.. _avoided.Keys],
            Leaving = _leaving,
            StableFor = now - _stableSince,
            SinceMove = _movedAt is { } moved ? now - moved : TimeSpan.MaxValue,
            Rebalance = _options.Cluster.Rebalance,
        };
    }

    private void PlaceNow()
    {
        Timers.Cancel("place");
        if (_session is not { } session || _cutOff)
        {
            LeaveWhenEmpty();
            return;
        }

        PlacementFacts facts = Facts();
        foreach (GiveVerdict give in PlacementRule.Gives(facts))
        {
            if (_hands.GetValueOrDefault(give.Worker) is { Phase: HandPhase.Held or HandPhase.Suspended })
            {
                if (give.Optional)
                {
                    _movedAt = _setup.Clock.Now;
                }

                Give(give.Worker, give.To, give.Reason);
            }
        }

        foreach ((string worker, Hand hand) in _hands.Where(static hand => hand.Value.Phase == HandPhase.Suspended).ToArray())
        {
            // In touch again before the lease had ended.
            hand.Phase = HandPhase.Held;
            Run(worker, hand);
        }

        Reclaim(session);
        TakeFree(facts, session);
        LeaveWhenEmpty();
        LookAgainForMoves();
    }

    /// <summary>Leases that the store granted to this membership while its answer was lost.</summary>
    private void Reclaim(Guid session)
    {
        foreach (LeaseView lease in _view.Leases.Where(lease => lease.Held && lease.Session == session))
        {
            if (!LeaseKeys.TryWorker(lease.Key, out string worker, out int replica))
            {
                continue;
            }

            if (_hands.TryGetValue(worker, out Hand? hand))
            {
                if (hand.Replica != replica)
                {
                    // It has taken another replica since, and runs one at most: nobody could run this one as long as this node lives.
                    Forgo(session, lease);
                }
            }
            else if (!_leaving && _view.Version > _givenBackAt.GetValueOrDefault(worker, -1))
            {
                Take(session, worker, replica);
            }
        }
    }

    /// <summary>Gives back what nothing was started under. The store leaves it alone when it has another owner by now.</summary>
    private void Forgo(Guid session, LeaseView lease) =>
        Store.ReleaseAsync(session, new LeaseGrant(lease.Key, lease.Token), null, TimeSpan.Zero, CancellationToken.None).PipeTo(
            Self, Self, () => new Forgone(session, lease.Key, null), why => new Forgone(session, lease.Key, why.Message));

    private void OnForgone(Forgone forgone)
    {
        if (forgone.Session != _session)
        {
            return;
        }

        if (forgone.Problem is { } problem)
        {
            LogLeaseTrouble(_setup.Log, forgone.Key, problem);
            Timers.StartSingleTimer("place", new Place(), LookAgain);
            return;
        }

        Renew(); // the store's word on what followed
    }

    private void TakeFree(PlacementFacts facts, Guid session)
    {
        MonotonicTime now = _setup.Clock.Now;
        ImmutableArray<TakeVerdict> takes = [.. PlacementRule.Takes(facts).Where(take => !_hands.ContainsKey(take.Worker))];
        HashSet<(string, int)> free = [.. takes.Select(static take => (take.Worker, take.Replica))];
        foreach ((string, int) taken in _freeSince.Keys.Where(known => !free.Contains(known)).ToArray())
        {
            _freeSince.Remove(taken);
        }

        TimeSpan? next = null;
        foreach (TakeVerdict take in takes)
        {
            if (!_freeSince.TryGetValue((take.Worker, take.Replica), out MonotonicTime since))
            {
                since = now;
                _freeSince[(take.Worker, take.Replica)] = since;
            }

            TimeSpan wait = (PerRank * take.Rank) - (now - since);
            if (wait > TimeSpan.Zero)
            {
                next = next is null || wait < next ? wait : next;
            }
            else if (!_setup.Ports.Guard.IsUp)
            {
                // A process that nobody could end in time must not be started.
                next = next is null || LookAgain < next ? LookAgain : next;
            }
            else
            {
                Take(session, take.Worker, take.Replica);
            }
        }

        if (next is { } soon)
        {
            Timers.StartSingleTimer("take", new TakeDue(), soon);
        }
        else
        {
            Timers.Cancel("take");
        }
    }

    private void Take(Guid session, string worker, int replica)
    {
        _hands[worker] = new Hand(replica);
        Store.AcquireAsync(session, LeaseKeys.Worker(worker, replica), CancellationToken.None).PipeTo(
            Self,
            Self,
            grant => new TakeAnswered(session, worker, grant, null),
            why => new TakeAnswered(session, worker, null, why.Message));
    }

    private void OnTakeAnswered(TakeAnswered answered)
    {
        if (answered.Session != _session || _hands.GetValueOrDefault(answered.Worker) is not { Phase: HandPhase.Taking } hand)
        {
            return;
        }

        if (answered.Grant is not { } grant)
        {
            _hands.Remove(answered.Worker);
            if (answered.Problem is { } problem)
            {
                LogLeaseTrouble(_setup.Log, answered.Worker, problem);
            }

            // Somebody else was quicker, or nobody knows: the store's next word tells.
            Timers.StartSingleTimer("place", new Place(), LookAgain);
            Renew();
            LeaveWhenEmpty();
            return;
        }

        hand.Grant = grant;
        hand.Phase = _cutOff ? HandPhase.Suspended : HandPhase.Held;
        LogTaken(_setup.Log, answered.Worker, hand.Replica, grant.Token);
        Keep(new ClusterEvent.Taken(answered.Worker, hand.Replica, grant.Token));
        if (!_cutOff)
        {
            Run(answered.Worker, hand);
        }

        Show();
        if (_leaving)
        {
            PlaceNow();
        }
    }

    private void Run(string worker, Hand hand)
    {
        HeldLease lease = new(hand.Replica, hand.Grant!.Token);
        _setup.Rights.Hold(worker, lease);
        ToWorker(worker, new WorkerProtocol.LeaseGiven(lease));
        ToWorker(worker, new WorkerProtocol.Whereabouts("this node runs it", Elsewhere: false));
    }

    private void Give(string worker, string? to, string reason)
    {
        Hand hand = _hands[worker];
        bool quiet = hand is { Phase: HandPhase.Suspended, Quiet: true };
        hand.Phase = HandPhase.Stopping;
        hand.To = to;
        hand.Reason = reason;
        LogGiving(_setup.Log, worker, hand.Replica, to ?? "whoever takes it", reason);
        _setup.Rights.Drop(worker);
        if (quiet)
        {
            GiveBack(worker);
        }
        else
        {
            TellToStop(worker, hand);
        }
    }

    private void TellToStop(string worker, Hand hand)
    {
        ToWorker(worker, new WorkerProtocol.LeaseTaken($"handed over to {hand.To ?? "another node"}: {hand.Reason}"));
        Timers.StartSingleTimer($"stop {worker}", new StopAgain(worker), StopAgainAfter);
    }

    private void OnStopAgain(StopAgain again)
    {
        if (_hands.GetValueOrDefault(again.Worker) is { Phase: HandPhase.Stopping } hand)
        {
            TellToStop(again.Worker, hand);
        }
    }

    private void OnWorkerQuiet(string worker)
    {
        if (_hands.GetValueOrDefault(worker) is not { } hand)
        {
            return;
        }

        hand.Quiet = true;
        if (hand.Phase == HandPhase.Stopping)
        {
            GiveBack(worker);
        }
    }

    private void GiveBack(string worker)
    {
        if (_session is not { } session || _hands.GetValueOrDefault(worker) is not { Phase: HandPhase.Stopping or HandPhase.Releasing } hand)
        {
            return;
        }

        hand.Phase = HandPhase.Releasing;
        Store.ReleaseAsync(session, hand.Grant!, hand.To, Reserve, CancellationToken.None).PipeTo(
            Self, Self, () => new GivenBack(session, worker, null), why => new GivenBack(session, worker, why.Message));
    }

    private void OnGivenBack(GivenBack given)
    {
        if (given.Session != _session || _hands.GetValueOrDefault(given.Worker) is not { Phase: HandPhase.Releasing } hand)
        {
            return;
        }

        if (given.Problem is { } problem)
        {
            LogLeaseTrouble(_setup.Log, given.Worker, problem);
            Timers.StartSingleTimer($"give {given.Worker}", new GiveAgain(given.Worker), _timing.RetryEvery);
            return;
        }

        _hands.Remove(given.Worker);
        _givenBackAt[given.Worker] = _view.Version;
        Keep(new ClusterEvent.Given(given.Worker, hand.Replica, hand.Grant!.Token, hand.To, hand.Reason));
        foreach (IActorRef asker in hand.Askers)
        {
            asker.Tell(new ControlResult(true, $"{given.Worker} was handed over to {hand.To ?? "the other nodes"}"));
        }

        Show();
        Renew(); // the store's word on what followed
        LeaveWhenEmpty();
    }

    private void OnRelocate(Relocate asked)
    {
        if (_session is null || _cutOff)
        {
            Sender.Tell(new ControlResult(false, $"{asked.Worker} cannot be moved: this node is cut off from its cluster"));
            return;
        }

        if (_hands.GetValueOrDefault(asked.Worker) is not { Phase: HandPhase.Held } hand)
        {
            Sender.Tell(new ControlResult(false, $"{asked.Worker} does not run on this node"));
            return;
        }

        if (OthersFor(asked.Worker).FirstOrDefault() is not { } to)
        {
            Sender.Tell(new ControlResult(false, $"no other node may run {asked.Worker}"));
            return;
        }

        hand.Askers.Add(Sender);
        Avoid(asked.Worker, _setup.Node);
        _setup.Bus.Tell(new BusProtocol.Publish(
            BusStreams.Placement, [PlacementJson.Moved(asked.Worker, _setup.Node, asked.Reason, _setup.Clock.UtcNow)], Answer: false));
        Give(asked.Worker, to, asked.Reason);
    }

    /// <summary>Other nodes that could run a worker that runs here, best first.</summary>
    private ImmutableArray<string> OthersFor(string worker) =>
        _runnable.FirstOrDefault(known => known.Name == worker) is { } definition
            ? [.. PlacementRule.Ranking(definition, _view, [.. _avoided.Keys])
                .Where(node => node != _setup.Node && !PlacementRule.HoldersOf(worker, _view).Contains(node))]
            : [];

    private void OnBusEvent(BusEvent told)
    {
        if (told.Event.Stream == BusStreams.Placement && PlacementJson.ReadMoved(told.Event) is { } moved)
        {
            Avoid(moved.Worker, moved.From);
        }
    }

    private void Avoid(string worker, string node)
    {
        if (_avoided.Count < MostAvoided || _avoided.ContainsKey((worker, node)))
        {
            _avoided[(worker, node)] = _setup.Clock.Now;
        }
    }

    /// <summary>Something might move to a better place when the cluster has been calm for long enough.</summary>
    private void LookAgainForMoves()
    {
        RebalanceOptions rebalance = _options.Cluster.Rebalance;
        if (!rebalance.Enabled || _hands.Count == 0 || Timers.IsTimerActive("place"))
        {
            return;
        }

        MonotonicTime now = _setup.Clock.Now;
        TimeSpan calm = rebalance.After - (now - _stableSince);
        TimeSpan pause = _movedAt is { } moved ? rebalance.Pause - (now - moved) : TimeSpan.Zero;
        TimeSpan wait = calm > pause ? calm : pause;
        if (wait > TimeSpan.Zero)
        {
            Timers.StartSingleTimer("place", new Place(), wait);
        }
    }

    private void TellWhereabouts()
    {
        foreach (string worker in FloatingNames())
        {
            if (_hands.GetValueOrDefault(worker) is { Phase: HandPhase.Held })
            {
                continue;
            }

            ImmutableArray<string> holders = _session is null ? [] : PlacementRule.HoldersOf(worker, _view).Remove(_setup.Node);
            string words = holders is [_, ..] ? $"{string.Join(" and ", holders)} {(holders.Length == 1 ? "runs" : "run")} it"
                : _session is null ? $"this node is no member of its cluster: {_problem ?? "it has not joined yet"}"
                : "no node runs it at the moment";
            ToWorker(worker, new WorkerProtocol.Whereabouts(words, holders is [_, ..]));
        }
    }
}
