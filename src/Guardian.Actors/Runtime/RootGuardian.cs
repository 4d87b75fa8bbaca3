namespace Guardian.Actors;

/// <summary>Stops the system actors after the user's, and itself last. A guardian that fails is stopped, and with it the system.</summary>
internal sealed class RootGuardian : ActorBase
{
    protected override void PreStart()
    {
        foreach (IActorRef guardian in Context.GetChildren())
        {
            Context.Watch(guardian);
        }
    }

    protected override bool Receive(object message)
    {
        if (message is not Terminated)
        {
            return false;
        }

        InternalActorRef[] left = Cell.ChildRefs();
        if (left.Length == 0)
        {
            Context.Stop(Self);
        }

        foreach (InternalActorRef guardian in left)
        {
            Context.Stop(guardian);
        }

        return true;
    }

    protected override SupervisorStrategy SupervisorStrategy() => Actors.SupervisorStrategy.StoppingStrategy;
}
