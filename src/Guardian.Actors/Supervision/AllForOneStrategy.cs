namespace Guardian.Actors;

/// <summary>The directive is applied to the failed child and all its siblings.</summary>
public class AllForOneStrategy : SupervisorStrategy
{
    /// <summary>Decides by a function, without a limit.</summary>
    /// <param name="localOnlyDecider">Chooses the directive.</param>
    public AllForOneStrategy(Func<Exception, Directive> localOnlyDecider)
        : this(null, null, new LocalOnlyDecider(localOnlyDecider))
    {
    }

    /// <summary>Decides by a decider, without a limit.</summary>
    /// <param name="decider">Chooses the directive.</param>
    public AllForOneStrategy(IDecider decider)
        : this(null, null, decider)
    {
    }

    /// <summary>Decides by a function, with a limit on restarts.</summary>
    /// <param name="maxNrOfRetries">Restarts granted to each child in a window; null or negative for no limit, 0 for none.</param>
    /// <param name="withinTimeRange">Length of the window; null for the child's whole life.</param>
    /// <param name="localOnlyDecider">Chooses the directive.</param>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, Func<Exception, Directive> localOnlyDecider)
        : this(maxNrOfRetries, withinTimeRange, new LocalOnlyDecider(localOnlyDecider))
    {
    }

    /// <summary>Decides by a decider, with a limit on restarts.</summary>
    /// <param name="maxNrOfRetries">Restarts granted to each child in a window; null or negative for no limit, 0 for none.</param>
    /// <param name="withinTimeRange">Length of the window; null for the child's whole life.</param>
    /// <param name="decider">Chooses the directive.</param>
    public AllForOneStrategy(int? maxNrOfRetries, TimeSpan? withinTimeRange, IDecider decider)
        : base(maxNrOfRetries, withinTimeRange, decider, loggingEnabled: true)
    {
    }

    /// <summary>Decides by a function, with a limit on restarts.</summary>
    /// <param name="maxNrOfRetries">Restarts granted to each child in a window; negative for no limit, 0 for none.</param>
    /// <param name="withinTimeMilliseconds">Length of the window in milliseconds; 0 or less for the child's whole life.</param>
    /// <param name="localOnlyDecider">Chooses the directive.</param>
    /// <param name="loggingEnabled">Whether failures are published as log events.</param>
    public AllForOneStrategy(int maxNrOfRetries, int withinTimeMilliseconds, Func<Exception, Directive> localOnlyDecider, bool loggingEnabled = true)
        : base(maxNrOfRetries, TimeSpan.FromMilliseconds(withinTimeMilliseconds), new LocalOnlyDecider(localOnlyDecider), loggingEnabled)
    {
    }

    /// <summary>Restarts granted in a window; -1 for no limit.</summary>
    public int MaxNumberOfRetries => MaxRetries;

    /// <summary>Length of the window in milliseconds; -1 for the child's whole life.</summary>
    public int WithinTimeRangeMilliseconds => Window is { } window ? (int)window.TotalMilliseconds : -1;

    private protected override bool GrantRestart(ActorCell parent, ChildEntry child)
    {
        bool granted = true;
        foreach (ChildEntry each in parent.ChildEntries())
        {
            granted &= each.RequestRestart(MaxRetries, Window, parent.SystemImpl.TimeProvider);
            if (!granted)
            {
                break;
            }
        }

        return granted;
    }

    private protected override void Apply(ActorCell parent, ChildEntry child, Exception cause, bool restart)
    {
        foreach (ChildEntry each in parent.ChildEntries())
        {
            if (restart)
            {
                RestartChild(each, cause, suspendFirst: !ReferenceEquals(each, child));
            }
            else
            {
                parent.Stop(each.Ref);
            }
        }
    }
}
