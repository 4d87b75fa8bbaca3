namespace Guardian.Actors;

/// <summary>A tree of actors with a clock, an event stream and dead letters.</summary>
public abstract class ActorSystem : IActorRefFactory, IDisposable
{
    private protected ActorSystem()
    {
    }

    /// <summary>The name; the first part of all paths.</summary>
    public abstract string Name { get; }

    /// <summary>Events by type: dead letters, log events, and any of the application.</summary>
    public abstract EventStream EventStream { get; }

    /// <summary>Does things later, by the clock the system was created with.</summary>
    public abstract IScheduler Scheduler { get; }

    /// <summary>Takes what reaches nobody, and publishes it as <see cref="DeadLetter"/>.</summary>
    public abstract IActorRef DeadLetters { get; }

    /// <summary>Ends when all actors have stopped and no timer is left.</summary>
    public abstract Task WhenTerminated { get; }

    /// <summary>Creates a system.</summary>
    /// <param name="name">Letters, digits, - and _; begins with a letter or digit.</param>
    /// <returns>The system, running.</returns>
    public static ActorSystem Create(string name) => Create(name, ActorSystemSetup.Empty);

    /// <summary>Creates a system.</summary>
    /// <param name="name">Letters, digits, - and _; begins with a letter or digit.</param>
    /// <param name="setup">Clock and mailboxes; see <see cref="RuntimeSetup"/>.</param>
    /// <returns>The system, running.</returns>
    /// <exception cref="ArgumentException">The name is malformed.</exception>
    public static ActorSystem Create(string name, ActorSystemSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return new ActorSystemImpl(name, setup.Find<RuntimeSetup>() ?? RuntimeSetup.Create());
    }

    /// <inheritdoc/>
    public abstract IActorRef ActorOf(Props props, string? name = null);

    /// <inheritdoc/>
    public abstract ActorSelection ActorSelection(ActorPath actorPath);

    /// <inheritdoc/>
    public abstract ActorSelection ActorSelection(string actorPath);

    /// <summary>Stops an actor; what waits in its mailbox becomes dead letters.</summary>
    /// <param name="actor">Whom to stop.</param>
    public abstract void Stop(IActorRef actor);

    /// <summary>Stops all actors, children first, and then the scheduler.</summary>
    /// <returns><see cref="WhenTerminated"/>.</returns>
    public abstract Task Terminate();

    /// <summary>Begins to stop all actors, as <see cref="Terminate"/>, without waiting.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Begins to stop all actors.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    private protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            Terminate();
        }
    }
}
