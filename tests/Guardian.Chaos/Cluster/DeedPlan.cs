namespace Guardian.Chaos.Cluster;

/// <summary>Chooses what is done next, from a seed. Each deed comes once before any comes again.</summary>
internal sealed class DeedPlan(Random random, double lease)
{
    private static readonly Deed[] s_ofDatabase = [Deed.RestartDatabase, Deed.StopDatabase];

    private readonly List<Deed> _left = [];

    /// <summary>The next deed that has a place now.</summary>
    /// <param name="nodes">All nodes.</param>
    /// <param name="open">What was done and is not mended yet.</param>
    /// <param name="now">The clock.</param>
    /// <returns>Null when nothing that is left has a place: every node has its trouble.</returns>
    public Trouble? Next(IReadOnlyList<string> nodes, IReadOnlyCollection<Trouble> open, double now)
    {
        if (_left.Count == 0)
        {
            _left.AddRange(Enum.GetValues<Deed>());
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_left));
        }

        string[] free = [.. nodes.Where(node => open.All(trouble => trouble.Node != node))];
        int at = _left.FindIndex(deed => s_ofDatabase.Contains(deed) ? open.All(trouble => trouble.Node is not null) : free.Length > 0);
        if (at < 0) { return null; }
        Deed chosen = _left[at];
        _left.RemoveAt(at);
        string? node = s_ofDatabase.Contains(chosen) ? null : free[random.Next(free.Length)];
        // A guard's end is no trouble of its own; but nothing else must come before the node has another one.
        return new Trouble(chosen, node, now, now + (chosen == Deed.KillGuard ? 2 * lease : Length()));
    }

    /// <summary>Seconds until the next deed: some follow at once, some when everything has settled.</summary>
    public double Pause() => random.NextDouble() switch
    {
        < 0.25 => 0,
        < 0.7 => lease * random.NextDouble(),
        _ => lease * (1 + (2 * random.NextDouble())),
    };

    /// <summary>Hours by which a wall clock is wrong.</summary>
    public int Hours() => random.Next(-48, 49);

    /// <summary>One of some.</summary>
    public T Of<T>(IReadOnlyList<T> some) => some[random.Next(some.Count)];

    /// <summary>Shorter than a lease, about as long, or much longer.</summary>
    private double Length() => random.NextDouble() switch
    {
        < 0.3 => lease * random.NextDouble(),
        < 0.6 => lease * (0.8 + (0.6 * random.NextDouble())),
        _ => lease * (1.5 + (2.5 * random.NextDouble())),
    };
}
