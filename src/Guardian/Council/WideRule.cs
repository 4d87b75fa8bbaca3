using Guardian.Recovery;

namespace Guardian.Council;

/// <summary>The rule that tells a plan that destroys or stops widely from one that is small.</summary>
/// <remarks>
/// A plan is wide when one of its actions is listed as such (<c>stop</c> and <c>stop_all</c>, which last until a person starts things
/// again), or when it destroys and either reaches as far as <see cref="WideOptions.Scope"/> or touches more than
/// <see cref="WideOptions.Blast"/> of the node's running instances. The share alone would call the restart of the only instance of a node
/// wide; what touches a single instance never is.
/// </remarks>
public static class WideRule
{
    /// <summary>Whether a plan is wide.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="running">Instances of the worker that run: a plan for a worker with one instance touches one instance.</param>
    /// <param name="options">What counts as wide.</param>
    /// <returns>True when it needs the seats of a wide plan.</returns>
    public static bool IsWide(Plan plan, int running, WideOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(options);
        if (plan.Actions.Any(options.Actions.Contains))
        {
            return true;
        }

        // Of a worker of which nothing runs at all no more than the one that failed can be touched either.
        bool single = plan.Scope <= ActionScope.Instance || (plan.Scope == ActionScope.Worker && running <= 1);
        return plan.Destroys && (plan.Scope >= options.Scope || (!single && !(plan.Blast <= options.Blast)));
    }

    /// <summary>Whether a plan may be chosen by too few voters: it touches one instance at most and is not wide.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="running">Instances of the worker that run.</param>
    /// <param name="options">What counts as wide.</param>
    /// <returns>True when a minority may choose it.</returns>
    public static bool IsSmallest(Plan plan, int running, WideOptions options)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Scope <= ActionScope.Instance && !IsWide(plan, running, options);
    }
}
