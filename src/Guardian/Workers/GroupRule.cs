using System.Collections.Immutable;

namespace Guardian.Workers;

/// <summary>Decides whom a failed worker takes along.</summary>
public static class GroupRule
{
    /// <summary>The workers to stop and start again.</summary>
    /// <param name="strategy">The group's strategy.</param>
    /// <param name="ordered">The group's workers in start order.</param>
    /// <param name="failed">The worker with a failed instance.</param>
    /// <returns>
    /// With one_for_one nothing to stop and the failed worker to start (only its failed instance). Otherwise the affected workers,
    /// the failed one with its remaining instances included: stopped in reverse, started in order.
    /// </returns>
    /// <exception cref="ArgumentException"><paramref name="failed"/> is not in the group.</exception>
    public static GroupRestart Affected(GroupStrategy strategy, ImmutableArray<string> ordered, string failed)
    {
        int at = ordered.IndexOf(failed);
        if (at < 0)
        {
            throw new ArgumentException($"'{failed}' is not one of {string.Join(", ", ordered)}", nameof(failed));
        }

        ImmutableArray<string> affected = strategy switch
        {
            GroupStrategy.OneForAll => ordered,
            GroupStrategy.RestForOne => ordered[at..],
            _ => [failed],
        };
        string name = strategy is GroupStrategy.OneForAll ? "one_for_all" : "rest_for_one";
        return strategy is GroupStrategy.OneForOne
            ? new GroupRestart([], new(affected), $"{failed} failed; nobody else is affected (one_for_one)")
            : new GroupRestart(
                new([.. affected.Reverse()]),
                new(affected),
                $"{failed} failed; restarting {string.Join(", ", affected)} ({name})");
    }
}
