using System.Collections.Immutable;

namespace Guardian.Workers;

/// <summary>Orders workers by what they depend on.</summary>
public static class StartOrder
{
    /// <summary>Plans the order.</summary>
    /// <param name="workers">The workers as defined, names unique.</param>
    /// <returns>A stable order: among workers that could start at the same time, the one defined first comes first.</returns>
    public static StartPlan Plan(ImmutableArray<StartNode> workers)
    {
        Dictionary<string, StartNode> known = workers.ToDictionary(worker => worker.Name, StringComparer.Ordinal);
        List<StartProblem> problems = [];
        foreach (StartNode worker in workers)
        {
            foreach (string name in worker.DependsOn.Where(name => !known.ContainsKey(name)))
            {
                problems.Add(new StartProblem(worker.Name, $"depends on '{name}', which is not defined"));
            }
        }

        HashSet<string> placed = new(StringComparer.Ordinal);
        List<string> order = new(workers.Length);
        List<StartNode> waiting = [.. workers];
        while (waiting.Find(MayBePlaced) is { } next)
        {
            placed.Add(next.Name);
            order.Add(next.Name);
            waiting.Remove(next);
        }

        problems.AddRange(Cycles(waiting));
        return new StartPlan(new([.. order, .. waiting.Select(worker => worker.Name)]), new([.. problems]));

        // An unknown name is one problem, not also a cycle: the order is planned without it.
        bool MayBePlaced(StartNode worker) => worker.DependsOn.All(name => placed.Contains(name) || !known.ContainsKey(name));
    }

    /// <summary>One problem for each cycle; workers that merely wait for a cycle are not blamed.</summary>
    private static IEnumerable<StartProblem> Cycles(List<StartNode> stuck)
    {
        Dictionary<string, StartNode> left = stuck.ToDictionary(worker => worker.Name, StringComparer.Ordinal);
        HashSet<string> visited = new(StringComparer.Ordinal);
        foreach (StartNode start in stuck)
        {
            // Every stuck worker has a stuck dependency, so following the first one always leads into a cycle, or to one already told.
            List<string> path = [];
            string at = start.Name;
            while (visited.Add(at))
            {
                path.Add(at);
                at = left[at].DependsOn.First(left.ContainsKey);
            }

            int cycle = path.IndexOf(at);
            if (cycle >= 0)
            {
                yield return new StartProblem(path[cycle], $"depends on itself: {string.Join(" -> ", path[cycle..].Append(at))}");
            }
        }
    }
}
