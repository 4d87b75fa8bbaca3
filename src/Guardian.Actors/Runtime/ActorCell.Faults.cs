namespace Guardian.Actors;

/// <summary>Failing, and what supervisors order: suspend, resume, restart, stop.</summary>
internal sealed partial class ActorCell
{
    private int _suspensions; // own failure and failures above, each counted once
    private PendingEnd? _pendingEnd;
    private InternalActorRef? _perpetrator; // who made this actor fail: itself, or the child whose failure it escalated; null: sound
    private bool _stopped;

    /// <summary>Reports a failure to the supervisor; the actor and its children wait for the verdict.</summary>
    private void HandleInvokeFailure(Exception cause, InternalActorRef? perpetrator = null)
    {
        if (_stopped)
        {
            PublishError(cause, $"Failed after its end: {cause.Message}");
            return;
        }

        if (_perpetrator is not null)
        {
            // One failure is before the supervisor already, and its verdict will cover this one too.
            PublishError(cause, $"Failed again while waiting for its supervisor: {cause.Message}");
            return;
        }

        _suspensions++;
        _perpetrator = perpetrator ?? _self;
        foreach (ChildEntry entry in ChildEntries())
        {
            if (!ReferenceEquals(entry.Ref, perpetrator)) // which suspended itself
            {
                entry.Ref.SendSystem(new SystemMessage.Suspend());
            }
        }

        _parent.SendSystem(new SystemMessage.Failed(_self, cause));
    }

    private void HandleFailed(SystemMessage.Failed failed)
    {
        if (_children is null || !_children.TryGet(failed.Child, out ChildEntry? entry))
        {
            return; // stopped in the meantime
        }

        bool handled;
        try
        {
            handled = _actor!.Strategy.HandleFailure(this, entry, failed.Cause);
        }
        catch (Exception deciderFailure)
        {
            // A supervisor that cannot decide has failed itself; what the child threw must not be forgotten over it.
            PublishError(failed.Cause, $"The strategy of {_self} failed while judging {failed.Child}: {deciderFailure.Message}");
            HandleInvokeFailure(deciderFailure, failed.Child);
            return;
        }

        if (!handled)
        {
            HandleInvokeFailure(failed.Cause, failed.Child);
        }
    }

    private void FaultSuspend()
    {
        _suspensions++;
        foreach (ChildEntry entry in ChildEntries())
        {
            entry.Ref.SendSystem(new SystemMessage.Suspend());
        }
    }

    private void FaultResume(Exception? causedByFailure)
    {
        if (_actor is null)
        {
            FaultCreate(); // there is nothing to resume: the constructor or PreStart had failed
            return;
        }

        InternalActorRef? perpetrator = _perpetrator;
        ResumeSelf();
        if (causedByFailure is not null)
        {
            _perpetrator = null;
            _current = null;
        }

        foreach (ChildEntry entry in ChildEntries())
        {
            entry.Ref.SendSystem(new SystemMessage.Resume(ReferenceEquals(entry.Ref, perpetrator) ? causedByFailure : null));
        }
    }

    private void FaultRecreate(Exception cause)
    {
        if (_actor is not { } failed)
        {
            FaultCreate();
            return;
        }

        object? message = _current?.Message;
        try
        {
            failed.AroundPreRestart(cause, message);
        }
        catch (Exception hookFailure)
        {
            // The old instance is given up anyway; its last words are kept.
            PreRestartException report = new(_self, hookFailure, cause, message);
            PublishError(report, $"PreRestart failed: {hookFailure.GetType().Name}: {hookFailure.Message}");
        }

        ClearActor();
        if (!WaitForChildren(new PendingEnd.Recreation(cause)))
        {
            FinishRecreate(cause);
        }
    }

    private void FinishRecreate(Exception cause)
    {
        ChildEntry[] survivors = ChildEntries(); // those that PreRestart did not stop
        try
        {
            ResumeSelf();
            _perpetrator = null;
            _actor = NewActor();
            _actor.AroundPostRestart(cause, null);
            foreach (ChildEntry entry in survivors)
            {
                entry.Ref.SendSystem(new SystemMessage.Recreate(cause));
            }
        }
        catch (Exception failure)
        {
            ClearActor(); // half made
            HandleInvokeFailure(new PostRestartException(_self, failure, cause));
        }
    }

    private void Create()
    {
        try
        {
            _actor = NewActor();
            _actor.AroundPreStart();
        }
        catch (Exception failure)
        {
            ClearActor(); // half made
            HandleInvokeFailure(failure as ActorInitializationException
                ?? new ActorInitializationException(_self, "Exception during creation", failure));
        }
    }

    /// <summary>A restart of an actor that never came to be.</summary>
    private void FaultCreate()
    {
        StopChildren();
        if (!WaitForChildren(new PendingEnd.Creation()))
        {
            FinishCreate();
        }
    }

    private void FinishCreate()
    {
        ResumeSelf();
        _perpetrator = null;
        Create();
    }

    private void Terminate()
    {
        if (_pendingEnd is PendingEnd.Termination)
        {
            return;
        }

        SetReceiveTimeout(null);
        _children?.Close();
        _watches?.UnwatchAll(this);
        StopChildren();
        if (WaitForChildren(new PendingEnd.Termination()))
        {
            // No user message is handled any more, and what fails from here on is not the supervisor's business.
            _suspensions++;
            _perpetrator = _self;
        }
        else
        {
            FinishTerminate();
        }
    }

    private void FinishTerminate()
    {
        _children?.Close();
        try
        {
            _actor?.AroundPostStop();
        }
        catch (Exception failure)
        {
            // The end is not put off; but what went wrong in it is reported.
            PublishError(failure, $"PostStop failed: {failure.GetType().Name}: {failure.Message}");
        }

        ClearActor();
        _stopped = true;
        SystemMessage? rest = _self.Close();
        _parent.SendSystem(new SystemMessage.Death(_self, existenceConfirmed: true));
        _watches?.TellWatchers(_self, _parent);
        _watches = null;
        Bury(rest);
    }

    private void ResumeSelf()
    {
        if (_suspensions > 0)
        {
            _suspensions--;
        }
    }
}
