namespace Guardian.Workers;

/// <summary>Whether a worker may start now.</summary>
public abstract record StartVerdict
{
    private StartVerdict() { }

    /// <summary>Everything it depends on is ready.</summary>
    public sealed record Start : StartVerdict;

    /// <summary>Something it depends on is not ready.</summary>
    /// <param name="On">The workers it waits for, as its definition orders them.</param>
    /// <param name="Reason">In words.</param>
    public sealed record Wait(ValueArray<string> On, string Reason) : StartVerdict;
}
