using System.Collections.Immutable;
using static Guardian.Workers.Actors.FleetProtocol;
using static Guardian.Workers.Actors.WorkerProtocol;

namespace Guardian.Workers.Actors;

/// <content>What concerns several workers at once: group restarts and the orderly stop of all.</content>
internal sealed partial class FleetActor
{
    /// <summary>A restart of a group under way: first its members stop, one after the other, then they start again.</summary>
    private sealed class GroupRun(string reason, ImmutableArray<string> stop, ImmutableArray<string> start)
    {
        public string Reason { get; } = reason;
        public Queue<string> Stop { get; } = new(stop);
        public Queue<string> Start { get; } = new(start);
        public string? Awaited { get; set; }
        public bool Starting { get; set; }
    }

    private void OnMemberFailed(MemberFailed failed)
    {
        if (Find(failed.Worker) is not { Definition.Group: { } group } || _shutDownAsker is not null)
        {
            return;
        }

        ImmutableArray<string> members = [.. InStartOrder(_members.Values.Where(member => !member.Removing).Select(member => member.Definition))
            .Where(definition => definition.Group == group)
            .Select(definition => definition.Name)];
        GroupStrategy strategy = StrategyOf(Find(failed.Worker)!.Definition);
        if (!members.Contains(failed.Worker))
        {
            return;
        }

        GroupRestart restart = GroupRule.Affected(strategy, members, failed.Worker);
        if (_groupRuns.TryGetValue(group, out GroupRun? running))
        {
            // Another member fails while the group is on its way: who was affected before still is.
            ImmutableArray<string> start = [.. members.Where(name => restart.Start.Contains(name) || running.Start.Contains(name) || running.Awaited == name)];
            restart = restart with { Start = start, Stop = [.. start.Reverse()] };
        }

        LogGroup(_ports.Log, group, restart.Reason);
        _groupRuns[group] = new GroupRun(restart.Reason, restart.Stop, restart.Start);
        AdvanceGroup(group, null);
    }

    /// <summary>Takes the next step of a group's restart.</summary>
    /// <param name="group">The group.</param>
    /// <param name="done">The member whose step has just ended, or null.</param>
    private void AdvanceGroup(string group, string? done)
    {
        if (!_groupRuns.TryGetValue(group, out GroupRun? run) || (run.Awaited is not null && run.Awaited != done))
        {
            return;
        }

        run.Awaited = null;
        Timers.Cancel(GroupKey(group));
        while (!run.Starting && run.Stop.TryDequeue(out string? next))
        {
            if (MemberOf(group, next) is { } member)
            {
                run.Awaited = next;
                member.Supervisor.Tell(new GroupStop(run.Reason));
                return;
            }
        }

        run.Starting = true;
        while (run.Start.TryDequeue(out string? next))
        {
            if (MemberOf(group, next) is { } member)
            {
                member.Supervisor.Tell(new GroupGo(run.Reason));
                if (run.Start.Count > 0 && _ports.Board.Find(next)?.Desired > 0)
                {
                    // The next one starts when this one is ready, but is not held for ever by one that stays down.
                    run.Awaited = next;
                    Timers.StartSingleTimer(GroupKey(group), new GroupOverdue(group, next), LongestGroupStep);
                    return;
                }
            }
        }

        _groupRuns.Remove(group);
    }

    private Member? MemberOf(string group, string name) =>
        Find(name) is { Removing: false } member && member.Definition.Group == group ? member : null;

    /// <summary>After a reload: who has left its group has no word for it any more.</summary>
    private void AdvanceLeftGroups()
    {
        foreach ((string group, GroupRun run) in _groupRuns.ToArray())
        {
            if (run.Awaited is { } awaited && Find(awaited) is { Removing: false } && MemberOf(group, awaited) is null)
            {
                AdvanceGroup(group, awaited);
            }
        }
    }

    private static string GroupKey(string group) => "group " + group;

    private void OnGroupOverdue(GroupOverdue overdue)
    {
        if (_groupRuns.TryGetValue(overdue.Group, out GroupRun? run) && run.Starting && run.Awaited == overdue.Awaited)
        {
            LogGroupOverdue(_ports.Log, overdue.Group, overdue.Awaited);
            AdvanceGroup(overdue.Group, overdue.Awaited);
        }
    }

    private void OnQuiet(Quiet quiet)
    {
        if (_shutDownAsker is not null)
        {
            _notQuiet.Remove(quiet.Worker);
            AdvanceShutDown();
        }
        else if (Find(quiet.Worker)?.Definition.Group is { } group && _groupRuns.TryGetValue(group, out GroupRun? run) && !run.Starting)
        {
            AdvanceGroup(group, quiet.Worker);
        }
    }

    private void OnShutDownAll()
    {
        _shutDownAsker = Sender;
        _groupRuns.Clear();
        Timers.CancelAll();
        TellBegun(); // nobody may wait for a start that will not come
        _notQuiet.UnionWith(_members.Keys);
        AdvanceShutDown();
    }

    private void OnKillAll()
    {
        _shutDownAsker = Sender;
        foreach (Member member in _members.Values.Where(member => _notQuiet.Contains(member.Definition.Name)))
        {
            if (!member.ShutDownTold)
            {
                member.ShutDownTold = true;
                member.Supervisor.Tell(ShutDown.Instance);
            }

            member.Supervisor.Tell(KillNow.Instance);
        }

        AdvanceShutDown();
    }

    /// <summary>Who depends on others stops before them; workers that nothing connects stop together.</summary>
    private void AdvanceShutDown()
    {
        foreach (Member member in _members.Values.Where(member => !member.ShutDownTold && _notQuiet.Contains(member.Definition.Name)))
        {
            if (!_notQuiet.Any(name => Find(name)?.Definition.DependsOn.Contains(member.Definition.Name) == true))
            {
                member.ShutDownTold = true;
                member.Supervisor.Tell(ShutDown.Instance);
            }
        }

        if (_notQuiet.Count == 0)
        {
            _shutDownAsker!.Tell(AllQuiet.Instance);
        }
    }
}
