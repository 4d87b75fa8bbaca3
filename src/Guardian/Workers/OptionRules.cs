using Guardian.Hocon;

namespace Guardian.Workers;

/// <summary>Checks what single keys cannot show: whether names exist, orders can be kept, and thresholds fit each other.</summary>
internal static class OptionRules
{
    /// <summary>Checks all workers against each other and the node.</summary>
    /// <param name="options">What was read.</param>
    /// <param name="problems">Collects the problems.</param>
    public static void Check(GuardianOptions options, ConfigProblems problems)
    {
        foreach (StartProblem problem in StartOrder.Plan([.. options.Workers.Select(worker => worker.StartNode)]).Problems)
        {
            problems.Add(PathOf(problem.Worker, "depends-on"), null, problem.Reason);
        }

        CheckConfirm(options.Host.Confirm, "guardian.host.confirm", options, problems);
        CheckConfirm(options.Sages.Crisis.Confirm, "guardian.sages.crisis.confirm", options, problems);
        foreach (WorkerDefinition worker in options.Workers)
        {
            CheckGroup(worker, options, problems);
            CheckConfirm(worker.Health.Confirm, PathOf(worker.Name, "health.confirm"), options, problems);
            CheckSupported(worker, options, problems);
        }

        CheckHeartbeats(options, problems);
        CheckNodeName(options, problems);
    }

    /// <summary>The full path of a worker's key, as messages name it.</summary>
    /// <param name="worker">Name of the worker.</param>
    /// <param name="key">The key below it.</param>
    /// <returns>For example <c>guardian.workers.mailer.command</c>.</returns>
    public static string PathOf(string worker, string key) =>
        // The dot is the only letter of a valid name that a path would take for something else.
        worker.Contains('.', StringComparison.Ordinal) ? $"guardian.workers.\"{worker}\".{key}" : $"guardian.workers.{worker}.{key}";

    private static void CheckGroup(WorkerDefinition worker, GuardianOptions options, ConfigProblems problems)
    {
        if (worker.Group is { } group && options.Groups.All(known => known.Name != group))
        {
            string known = options.Groups.IsEmpty 
                ? "none is defined"
                : $"there are {string.Join(", ", options.Groups.Select(known => known.Name))}";
            problems.Add(PathOf(worker.Name, "group"), group, $"is not defined under guardian.groups; {known}");
        }
    }

    private static void CheckConfirm(Health.ConfirmOptions confirm, string path, GuardianOptions options, ConfigProblems problems)
    {
        bool readable = confirm.Times > 1 && confirm.Within > TimeSpan.Zero && options.Interval > TimeSpan.Zero;
        if (readable && confirm.Within / (confirm.Times - 1) < options.Interval)
        {
            problems.Add(
                $"{path}.within",
                confirm.Within,
                $"is too short for {confirm.Times} checks at one every {Wording.Duration(options.Interval)} (guardian.interval)");
        }
    }

    /// <summary>Keys whose wish this node cannot fulfil are refused: a person who set one relies on it.</summary>
    private static void CheckSupported(WorkerDefinition worker, GuardianOptions options, ConfigProblems problems)
    {
        if (options.Cluster.IsOn)
        {
            CheckFloating(worker, problems);
        }
        else
        {
            CheckAlone(worker, problems);
        }

        if (worker.CleanupBeforeStart)
        {
            problems.Add(PathOf(worker.Name, "cleanup-before-start"), true, "needs the disk guard, which this node does not have");
        }
    }

    private static void CheckAlone(WorkerDefinition worker, ConfigProblems problems)
    {
        const string noCluster = "needs a cluster (guardian.cluster.database), which this node does not have";
        if (worker.Placement.Mode is PlacementMode.Floating)
        {
            problems.Add(PathOf(worker.Name, "placement.mode"), "floating", noCluster);
        }

        CheckPlacementOfLocal(worker, noCluster, problems);
    }

    private static void CheckFloating(WorkerDefinition worker, ConfigProblems problems)
    {
        if (worker.Placement.Mode is PlacementMode.Local)
        {
            CheckPlacementOfLocal(worker, "needs placement.mode = floating", problems);
            return;
        }

        if (worker.Group is { } group)
        {
            problems.Add(PathOf(worker.Name, "group"), group, "a floating worker may run on another node than its group; leave one of the two out");
        }
    }

    private static void CheckPlacementOfLocal(WorkerDefinition worker, string needs, ConfigProblems problems)
    {
        if (worker.Placement.Replicas > 1)
        {
            problems.Add(PathOf(worker.Name, "placement.replicas"), worker.Placement.Replicas, $"more than 1 {needs}");
        }

        if (!worker.Placement.Roles.IsEmpty)
        {
            problems.Add(PathOf(worker.Name, "placement.roles"), worker.Placement.Roles, needs);
        }

        if (!worker.Placement.Prefer.IsEmpty)
        {
            problems.Add(PathOf(worker.Name, "placement.prefer"), worker.Placement.Prefer, needs);
        }
    }

    /// <summary>In a cluster a node's name is part of streams, ids and file names.</summary>
    private static void CheckNodeName(GuardianOptions options, ConfigProblems problems)
    {
        if (options.Cluster.IsOn && options.Node.Name is "all")
        {
            problems.Add("guardian.node.name", options.Node.Name, "in a cluster it means all nodes ('--node all'); another name is needed");
        }

        if (options.Cluster.IsOn && options.Node.Name is { } name && !InstanceName.IsWorkerName(name))
        {
            problems.Add("guardian.node.name", name, $"in a cluster the name {InstanceName.WorkerRule}");
        }
    }

    private static void CheckHeartbeats(GuardianOptions options, ConfigProblems problems)
    {
        Dictionary<(string? Directory, string File), string> owners = [];
        foreach (WorkerDefinition worker in options.Workers.Where(worker => worker.Health.Heartbeat.File is not null))
        {
            string file = worker.Health.Heartbeat.File!;
            if (ScaleRule.SharedHeartbeat(worker, worker.Instances.Start) is { } shared)
            {
                problems.Add(PathOf(worker.Name, "health.heartbeat.file"), file, shared);
            }

            string own = file.Replace("{worker}", worker.Name, StringComparison.Ordinal);
            if (!owners.TryAdd((Path.IsPathRooted(own) ? null : worker.Directory, own), worker.Name))
            {
                string other = owners[(Path.IsPathRooted(own) ? null : worker.Directory, own)];
                problems.Add(
                    PathOf(worker.Name, "health.heartbeat.file"),
                    file,
                    $"is also the heartbeat of {other}, so that one would beat for the other");
            }
        }
    }
}
