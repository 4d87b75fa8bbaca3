using Guardian.Cluster;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Workers.Actors;

/// <content>A worker that floats: it runs here while this node holds a lease on it, and by the word of the cluster's people.</content>
internal sealed partial class WorkerSupervisor
{
    private const string NoLease = "this node does not hold it";

    private HeldLease? _lease;
    private string _noLease = NoLease;
    private string _where = "not known yet";
    private bool _elsewhere;
    private IActorRef? _releaseAsker;

    private bool Floats => _definition.Placement.Mode == PlacementMode.Floating;

    private bool MayRun => !Floats || _lease is not null;

    private FloatingStatus? Floating => Floats ? new FloatingStatus(_lease?.Replica, _lease?.Token, _where) : null;

    private void OnLeaseGiven(LeaseGiven given)
    {
        _releaseAsker = null; // it comes back before it was quite gone
        bool fresh = _lease != given.Lease;
        _lease = given.Lease;
        if (fresh)
        {
            // What ended it before (another node's turn, a guard) says nothing about this one.
            foreach (Child child in _children.Values)
            {
                Lift(child);
            }
        }

        Converge();
    }

    private void OnLeaseTaken(LeaseTaken taken)
    {
        _lease = null;
        _noLease = taken.Reason;
        if (!Floats)
        {
            Sender.Tell(new Released(Name)); // it belongs to this node now, and needs no lease
            return;
        }

        _releaseAsker = Sender;
        _rolling.End();
        Converge();
    }

    private void OnWhereabouts(Whereabouts whereabouts)
    {
        bool moved = _elsewhere != whereabouts.Elsewhere;
        (_where, _elsewhere) = (whereabouts.Words, whereabouts.Elsewhere);
        if (moved)
        {
            // Who depends on it is served by the other node as well.
            Context.Parent.Tell(new Readiness(Name, _ready || _elsewhere));
        }

        QueuePublish();
    }

    private void OnSharedIntent(SharedIntent shared)
    {
        WorkerIntent intent = new(shared.Run ?? _definition.Autostart, shared.Instances, shared.Run is not null) { Advised = _intent.Advised };
        if (intent == _intent)
        {
            return;
        }

        bool starts = intent.Run && !_intent.Run;
        _intent = intent;
        if (starts)
        {
            _gateOpen = true; // a person's word counts more than a dependency
            Lift();
        }
        else if (!intent.Run)
        {
            _rolling.End();
        }

        LogIntent(_ports.Log, Name, intent.Run ? "run" : "stop", intent.Instances(_definition), shared.By);
        Context.System.EventStream.Publish(new PersonAsked(Name, $"{Name}: {(intent.Run ? "to run" : "to stop")}", shared.By));
        Converge();
    }

    /// <summary>No process is left: whoever took the lease away may give it back.</summary>
    private void TellReleased()
    {
        if (_releaseAsker is { } asker)
        {
            _releaseAsker = null;
            asker.Tell(new Released(Name));
        }
    }
}
