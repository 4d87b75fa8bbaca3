namespace Guardian.Actors;

/// <summary>What an actor does when a child fails.</summary>
/// <remarks>
/// The window is Akka's: per child and tumbling. It opens with the first failure; while it is open at most the given number of restarts
/// is granted; a failure after its end opens the next one. There is no delay between restarts.
/// </remarks>
public abstract class SupervisorStrategy
{
    private protected SupervisorStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider, bool loggingEnabled)
    {
        ArgumentNullException.ThrowIfNull(decider);
        MaxRetries = maxNrOfRetries is null or < 0 ? -1 : maxNrOfRetries.Value;
        Window = withinTimeRange is { } range && range > TimeSpan.Zero ? range : null;
        Decider = decider;
        LoggingEnabled = loggingEnabled;
    }

    /// <summary>Stops children that failed to initialize, were killed or died of a death pact; restarts all others.</summary>
    public static IDecider DefaultDecider { get; } = new LocalOnlyDecider(static cause => cause switch
    {
        ActorInitializationException or ActorKilledException or DeathPactException => Directive.Stop,
        _ => Directive.Restart,
    });

    /// <summary>What actors do that choose nothing: one for one, <see cref="DefaultDecider"/>, without a limit.</summary>
    public static SupervisorStrategy DefaultStrategy { get; } = new OneForOneStrategy(DefaultDecider);

    /// <summary>Stops every child that fails.</summary>
    public static SupervisorStrategy StoppingStrategy { get; } = new OneForOneStrategy(static _ => Directive.Stop);

    /// <summary>What chooses the directive.</summary>
    public virtual IDecider Decider { get; }

    /// <summary>Whether failures are published as <see cref="Error"/> and <see cref="Warning"/>.</summary>
    protected bool LoggingEnabled { get; }

    /// <summary>Restarts granted in a window; -1 for no limit.</summary>
    internal int MaxRetries { get; }

    /// <summary>Length of the window, or null for the whole life of the child.</summary>
    internal TimeSpan? Window { get; }

    /// <summary>Decides on a failed child and acts on it.</summary>
    /// <returns>False when the failure is to be escalated.</returns>
    internal bool HandleFailure(ActorCell parent, ChildEntry child, Exception cause)
    {
        Directive directive = Decider.Decide(cause);
        switch (directive)
        {
            case Directive.Resume:
                LogFailure(parent, child, cause, directive, directive);
                child.Ref.SendSystem(new SystemMessage.Resume(cause));
                return true;
            case Directive.Restart:
                bool granted = GrantRestart(parent, child);
                LogFailure(parent, child, cause, directive, granted ? Directive.Restart : Directive.Stop);
                Apply(parent, child, cause, granted);
                return true;
            case Directive.Stop:
                LogFailure(parent, child, cause, directive, directive);
                Apply(parent, child, cause, restart: false);
                return true;
            default:
                return false;
        }
    }

    private protected abstract bool GrantRestart(ActorCell parent, ChildEntry child);

    private protected abstract void Apply(ActorCell parent, ChildEntry child, Exception cause, bool restart);

    private protected static void RestartChild(ChildEntry child, Exception cause, bool suspendFirst)
    {
        if (suspendFirst)
        {
            child.Ref.SendSystem(new SystemMessage.Suspend());
        }

        child.Ref.SendSystem(new SystemMessage.Recreate(cause));
    }

    private void LogFailure(ActorCell parent, ChildEntry child, Exception cause, Directive decided, Directive done)
    {
        EventStream events = parent.SystemImpl.EventStream;
        bool resumed = done == Directive.Resume;
        if (!LoggingEnabled || !events.HasSubscribers(resumed ? typeof(Warning) : typeof(Error)))
        {
            return;
        }

        Exception root = cause is ActorInitializationException { InnerException: { } inner } ? inner : cause;
        string window = Window is { } span ? $"in {span} " : string.Empty;
        string outcome = decided == done ? $"{done}" : $"{done}, because its budget of {MaxRetries} restarts {window}is spent";
        string message = $"{root.GetType().Name}: {root.Message} (directive: {outcome})";
        string source = child.Ref.Path.ToString();
        events.Publish(resumed
            ? new Warning(cause, source, parent.ActorType, message)
            : new Error(cause, source, parent.ActorType, message));
    }
}
