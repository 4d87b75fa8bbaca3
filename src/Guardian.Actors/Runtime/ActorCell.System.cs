namespace Guardian.Actors;

/// <summary>System messages: which are handled now, which are put off, and in what order.</summary>
internal sealed partial class ActorCell
{
    private List<SystemMessage>? _putOff;

    private enum Readiness
    {
        Normal,
        Suspended, // failures of children wait until the actor itself is sound again
        WaitingForChildren, // so does what would change the actor's fate
    }

    private Readiness State => _pendingEnd is not null ? Readiness.WaitingForChildren
        : _suspensions > 0 ? Readiness.Suspended : Readiness.Normal;

    /// <summary>Handles system messages in order.</summary>
    /// <returns>False when the actor has stopped.</returns>
    internal bool HandleSystem(SystemMessage? queue)
    {
        while (queue is not null)
        {
            SystemMessage message = queue;
            queue = message.Next;
            message.Next = null;
            Readiness before = State;
            if (IsPutOff(message, before))
            {
                (_putOff ??= []).Add(message);
                continue;
            }

            try
            {
                Handle(message);
            }
            catch (Exception failure)
            {
                // A hook of the actor or its decider threw: a failure of the actor like any other.
                HandleInvokeFailure(failure);
            }

            if (_stopped)
            {
                Bury(queue);
                return false;
            }

            if (_putOff is not null && State < before)
            {
                queue = PrependPutOff(queue);
            }
        }

        return true;
    }

    private static bool IsPutOff(SystemMessage message, Readiness state) => state switch
    {
        Readiness.WaitingForChildren => message.WaitsForChildren,
        Readiness.Suspended => message is SystemMessage.Failed,
        _ => false,
    };

    private void Handle(SystemMessage message)
    {
        switch (message)
        {
            case SystemMessage.Continuation rest:
                RunContinuation(rest);
                break;
            case SystemMessage.HandlerDone done:
                EndHandler(done);
                break;
            case SystemMessage.Failed failed:
                HandleFailed(failed);
                break;
            case SystemMessage.Death death:
                OnDeath(death);
                break;
            case SystemMessage.Create:
                Create();
                break;
            case SystemMessage.Watch watch:
                (_watches ??= new()).AddWatcher(watch.Watcher);
                break;
            case SystemMessage.Unwatch unwatch:
                _watches?.RemoveWatcher(unwatch.Watcher);
                break;
            case SystemMessage.Recreate recreate:
                FaultRecreate(recreate.Cause);
                break;
            case SystemMessage.Suspend:
                FaultSuspend();
                break;
            case SystemMessage.Resume resume:
                FaultResume(resume.CausedByFailure);
                break;
            case SystemMessage.Terminate:
                Terminate();
                break;
            default:
                throw new InvalidOperationException($"Unknown system message {message.GetType()}.");
        }
    }

    private SystemMessage? PrependPutOff(SystemMessage? queue)
    {
        for (int i = _putOff!.Count - 1; i >= 0; i--)
        {
            _putOff[i].Next = queue;
            queue = _putOff[i];
        }

        _putOff = null;
        return queue;
    }

    /// <summary>Answers what is left, and what comes in until the mailbox was closed, as a dead actor does.</summary>
    private void Bury(SystemMessage? queue)
    {
        if (_putOff is not null)
        {
            queue = PrependPutOff(queue);
        }

        while (queue is not null)
        {
            SystemMessage message = queue;
            queue = message.Next;
            _self.OnSystemMessageAfterDeath(message);
        }
    }
}
