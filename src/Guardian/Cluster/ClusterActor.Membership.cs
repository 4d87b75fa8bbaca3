using Guardian.Alerts;
using Guardian.Workers.Actors;
using static Guardian.Cluster.ClusterProtocol;

namespace Guardian.Cluster;

/// <content>Joining, renewing, and what follows when that fails.</content>
internal sealed partial class ClusterActor
{
    private sealed record AskQuiet;

    private sealed record JoinAnswered(long Attempt, TimeSpan SentAt, JoinResult Result);

    private sealed record JoinFailed(long Attempt, Exception Why);

    private sealed record RenewDue;

    private sealed record RenewAnswered(Guid Session, TimeSpan SentAt, Renewal? Renewal);

    private sealed record RenewFailed(Guid Session, Exception Why);

    private sealed record StopDue;

    private sealed record LeaseOver;

    private sealed record LeftStore;

    private const string CutOffAlert = "cluster/cut-off";
    private const string AlertSourceName = "cluster";
    private static readonly TimeSpan AskQuietEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RefusedAgain = TimeSpan.FromSeconds(5);

    /// <summary>After the moment at which a lease ends by the store's clock, so that a look then finds it over.</summary>
    private static readonly TimeSpan JustAfter = TimeSpan.FromMilliseconds(10);

    private readonly LeaseTiming _timing;
    private readonly HashSet<string> _notQuiet = new(StringComparer.Ordinal);
    private Guid? _session;
    private TimeSpan _renewedSent;
    private DateTimeOffset? _renewedAt;
    private MonotonicTime _stableSince;
    private readonly HashSet<Guid> _toldLost = []; // bounded by the members that are remembered
    private bool _cutOff;
    private bool _joining;
    private bool _renewing;
    private bool _renewAgain;
    private long _attempt;

    /// <summary>A new membership ends the earlier one; so nothing of what that held may run here any more.</summary>
    private void JoinWhenQuiet()
    {
        if (_session is not null || _joining || _left || _leaving)
        {
            return;
        }

        _notQuiet.Clear();
        _notQuiet.UnionWith(FloatingNames());
        _notQuiet.UnionWith(_hands.Keys);
        foreach (string worker in _notQuiet)
        {
            _setup.Rights.Drop(worker);
            ToWorker(worker, new WorkerProtocol.LeaseTaken("this node is no member of its cluster at the moment"));
        }

        if (_notQuiet.Count == 0)
        {
            Join();
        }
        else
        {
            // Asked again in case a worker's supervisor ended before it could answer.
            Timers.StartSingleTimer("quiet", new AskQuiet(), AskQuietEvery);
        }
    }

    private IEnumerable<string> FloatingNames() =>
        _options.Workers.Where(static worker => worker.Placement.Mode == Workers.PlacementMode.Floating).Select(static worker => worker.Name);

    private void OnQuiet(string worker)
    {
        if (_session is not null)
        {
            OnWorkerQuiet(worker);
        }
        else if (_notQuiet.Remove(worker) && _notQuiet.Count == 0 && !_joining)
        {
            Timers.Cancel("quiet");
            _hands.Clear();
            Join();
        }
    }

    private void Join()
    {
        _joining = true;
        long attempt = ++_attempt;
        TimeSpan sentAt = Boot;
        Store.JoinAsync(Card(), CancellationToken.None).PipeTo(
            Self, Self, result => new JoinAnswered(attempt, sentAt, result), why => new JoinFailed(attempt, why));
    }

    private void OnJoinAnswered(JoinAnswered answered)
    {
        if (answered.Attempt != _attempt)
        {
            return;
        }

        _joining = false;
        if (answered.Result is JoinResult.Joined joined)
        {
            _session = joined.Session;
            _cutOff = false;
            _stableSince = _setup.Clock.Now;
            SetProblem(null);
            Extend(answered.SentAt);
            Keep(new ClusterEvent.Joined(joined.Session));
            LogJoined(_setup.Log, Store.Name, joined.View.Live.Count(), Wording.Duration(_timing.Length));
            Timers.StartSingleTimer("renew", new RenewDue(), _timing.RenewEvery);
            OnView(joined.View);
        }
        else if (answered.Result is JoinResult.Refused refused)
        {
            if (_problem != refused.Reason)
            {
                LogRefused(_setup.Log, refused.Reason);
            }

            _problem = refused.Reason;
            Show();
            Timers.StartSingleTimer("quiet", new AskQuiet(), RefusedAgain);
        }
    }

    private void OnJoinFailed(long attempt, string why)
    {
        if (attempt == _attempt)
        {
            _joining = false;
            SetProblem(why);
            Timers.StartSingleTimer("quiet", new AskQuiet(), _timing.RetryEvery);
        }
    }

    private void Renew()
    {
        if (_session is not { } session)
        {
            return;
        }

        if (_renewing)
        {
            _renewAgain = true; // what called for it may have come too late for the one that runs
            return;
        }

        _renewing = true;
        TimeSpan sentAt = Boot;
        Store.RenewAsync(session, _setup.Load(), _view.Version, CancellationToken.None).PipeTo(
            Self, Self, renewal => new RenewAnswered(session, sentAt, renewal), why => new RenewFailed(session, why));
    }

    private void OnRenewAnswered(RenewAnswered answered)
    {
        _renewing = false;
        if (answered.Session != _session)
        {
            return;
        }

        if (answered.Renewal is not { } renewal)
        {
            End("the database has ended it, because its lease had run out or the node was started anew");
            return;
        }

        Extend(answered.SentAt);
        SetProblem(null);
        TimeSpan next = _timing.RenewEvery;
        if (renewal.NextExpiry is { } expiry && expiry + JustAfter < next)
        {
            next = expiry + JustAfter > JustAfter ? expiry + JustAfter : JustAfter;
        }

        Timers.StartSingleTimer("renew", new RenewDue(), _renewAgain ? TimeSpan.FromTicks(1) : next);
        _renewAgain = false;
        bool back = _cutOff;
        _cutOff = false;
        if (renewal.View is { } view)
        {
            OnView(view);
        }
        else if (back)
        {
            OnView(_view);
        }
        else
        {
            Show();
        }
    }

    private void OnRenewFailed(RenewFailed failed)
    {
        _renewing = false;
        _renewAgain = false;
        if (failed.Session == _session)
        {
            SetProblem(failed.Why.Message);
            Timers.StartSingleTimer("renew", new RenewDue(), _timing.RetryEvery);
            OnStopDue(); // after a sleep the timers may be later than the clock
            OnLeaseOver();
        }
    }

    /// <summary>The lease runs on from the moment the renewal was sent: the store counted from no earlier one.</summary>
    private void Extend(TimeSpan sentAt)
    {
        _renewedSent = sentAt;
        _renewedAt = _setup.Clock.UtcNow;
        TimeSpan until = sentAt + _timing.KillAfter;
        _setup.Ports.Guard.Extend(until);
        _setup.Rights.Extend(until);
        TimeSpan passed = Boot - sentAt;
        Timers.StartSingleTimer("stop", new StopDue(), AtLeastATick(_timing.StopAfter - passed));
        Timers.StartSingleTimer("over", new LeaseOver(), AtLeastATick(_timing.Length - passed));
    }

    private static TimeSpan AtLeastATick(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.FromTicks(1);

    private void OnStopDue()
    {
        if (_session is null || _cutOff || Boot - _renewedSent < _timing.StopAfter)
        {
            return;
        }

        _cutOff = true;
        string time = Wording.Duration(Boot - _renewedSent);
        LogCutOff(_setup.Log, time);
        Context.System.EventStream.Publish(new AlertSignal.Raise(
            CutOffAlert, AlertLevel.High, AlertSourceName, $"Node {_setup.Node} has lost touch with its cluster for {time}, and stops its floating workers: {_problem ?? "no answer"}."));
        Keep(new ClusterEvent.CutOff($"no renewal for {time}: {_problem ?? "no answer"}"));
        foreach ((string worker, Hand hand) in _hands.Where(static hand => hand.Value.Phase == HandPhase.Held).ToArray())
        {
            hand.Phase = HandPhase.Suspended;
            hand.Quiet = false;
            _setup.Rights.Drop(worker);
            ToWorker(worker, new WorkerProtocol.LeaseTaken($"this node's lease could not be renewed for {time}"));
        }

        Show();
    }

    private void OnLeaseOver()
    {
        if (_session is not null && Boot - _renewedSent >= _timing.Length)
        {
            End($"its lease could not be renewed for {Wording.Duration(_timing.Length)}: {_problem ?? "no answer"}");
        }
    }

    private void End(string reason)
    {
        _session = null;
        _cutOff = false;
        _renewAgain = false;
        _others.Clear();
        foreach (string timer in new[] { "renew", "stop", "over" })
        {
            Timers.Cancel(timer);
        }

        LogEnded(_setup.Log, reason);
        Keep(new ClusterEvent.Ended(reason));
        foreach (Hand hand in _hands.Values)
        {
            foreach (IActorRef asker in hand.Askers)
            {
                asker.Tell(new Recovery.ControlResult(false, $"this node's membership has ended: {reason}"));
            }

            hand.Askers.Clear();
        }

        TellWhereabouts();
        Show();
        if (_leaving)
        {
            OnLeftStore(); // nothing is left to give back
        }
        else
        {
            JoinWhenQuiet();
        }
    }

    private void SetProblem(string? problem)
    {
        if (problem is null && _problem is not null)
        {
            LogInReach(_setup.Log);
        }
        else if (problem is not null && _problem is null)
        {
            LogOutOfReach(_setup.Log, problem);
        }

        if (_problem != problem)
        {
            _problem = problem;
            Show();
        }
    }

    private void OnView(ClusterView view)
    {
        if (view.Version < _view.Version)
        {
            return; // overtaken by a newer one
        }

        if (!Members(view).SequenceEqual(Members(_view)))
        {
            _stableSince = _setup.Clock.Now;
        }

        _view = view;
        TellLost();
        foreach (string worker in FloatingNames())
        {
            IntentView? intent = view.Intents.FirstOrDefault(intent => intent.Worker == worker);
            ToWorker(worker, new WorkerProtocol.SharedIntent(intent?.Run, intent?.Instances, intent?.By ?? "the definition"));
        }

        TellWhereabouts();
        Show();
        PlaceNow();

        static IEnumerable<(string, Guid, MemberState, bool)> Members(ClusterView of) =>
            of.Members.Select(static member => (member.Name, member.Session, member.State, member.Draining));
    }

    /// <summary>People are told of a lost node once, by the first of those that live.</summary>
    private void TellLost()
    {
        Context.System.EventStream.Publish(new AlertSignal.Resolve(CutOffAlert, $"Node {_setup.Node} is in touch with its cluster again."));
        _toldLost.RemoveWhere(session => _view.Members.All(member => member.Session != session));
        bool speaks = _view.Live.Select(static member => member.Name).Order(StringComparer.Ordinal).FirstOrDefault() == _setup.Node;
        foreach (MemberView member in _view.Members)
        {
            string key = $"cluster/node/{member.Name}";
            if (member.State == MemberState.Lost && speaks && _toldLost.Add(member.Session))
            {
                Context.System.EventStream.Publish(new AlertSignal.Raise(
                    key, AlertLevel.High, AlertSourceName, $"Node {member.Name} ({member.Host}) is lost: its lease has ended without being renewed. What floats runs elsewhere."));
            }
            else if (member.State != MemberState.Lost)
            {
                Context.System.EventStream.Publish(new AlertSignal.Resolve(key, $"Node {member.Name} is {member.State.ToString().ToLowerInvariant()}."));
            }
        }
    }

    private void OnLeave()
    {
        _leaveAskers.Add(Sender);
        if (_left)
        {
            TellLeft();
            return;
        }

        _leaving = true;
        Timers.Cancel("quiet");
        if (_session is null)
        {
            OnLeftStore();
        }
        else
        {
            PlaceNow();
        }
    }

    private void LeaveWhenEmpty()
    {
        if (_leaving && !_left && _hands.Count == 0 && _session is { } session)
        {
            Store.LeaveAsync(session, CancellationToken.None).PipeTo(Self, Self, () => new LeftStore(), _ => new LeftStore());
        }
    }

    /// <summary>Also when the store could not be told: the lease ends by itself then, and nothing that it held runs.</summary>
    private void OnLeftStore()
    {
        if (!_left)
        {
            _left = true;
            _session = null;
            foreach (string timer in new[] { "renew", "stop", "over", "place" })
            {
                Timers.Cancel(timer);
            }

            Keep(new ClusterEvent.Left());
            LogLeft(_setup.Log);
            TellWhereabouts();
            Show();
        }

        TellLeft();
    }

    private void TellLeft()
    {
        foreach (IActorRef asker in _leaveAskers)
        {
            asker.Tell(new Gone());
        }

        _leaveAskers.Clear();
    }
}
