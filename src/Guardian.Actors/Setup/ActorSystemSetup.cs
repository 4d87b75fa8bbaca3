namespace Guardian.Actors;

/// <summary>All parts of what a system is created with; at most one of each class.</summary>
public sealed class ActorSystemSetup
{
    /// <summary>Nothing: everything as it is by default.</summary>
    public static readonly ActorSystemSetup Empty = new([]);

    private readonly Setup[] _parts;

    private ActorSystemSetup(Setup[] parts) => _parts = parts;

    /// <summary>Puts parts together.</summary>
    /// <param name="setups">The parts; of two of one class the later counts.</param>
    /// <returns>The whole.</returns>
    public static ActorSystemSetup Create(params Setup[] setups)
    {
        ArgumentNullException.ThrowIfNull(setups);
        return setups.Aggregate(Empty, static (whole, part) => whole.And(part));
    }

    /// <summary>The same with one more part.</summary>
    /// <typeparam name="T">The class of the part.</typeparam>
    /// <param name="setup">The part; it takes the place of another of its class.</param>
    /// <returns>A new whole.</returns>
    public ActorSystemSetup And<T>(T setup)
        where T : Setup
    {
        ArgumentNullException.ThrowIfNull(setup);
        return new([.. _parts.Where(part => part.GetType() != setup.GetType()), setup]);
    }

    internal T? Find<T>()
        where T : Setup => _parts.OfType<T>().LastOrDefault();
}
