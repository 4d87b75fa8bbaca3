namespace Guardian.Incidents;

/// <summary>Whether the subject of an incident is well.</summary>
/// <param name="Reason">In words.</param>
public abstract record SubjectVerdict(string Reason)
{
    /// <summary>It is.</summary>
    public sealed record Well(string Reason) : SubjectVerdict(Reason);

    /// <summary>It is not.</summary>
    public sealed record Sick(string Reason) : SubjectVerdict(Reason);

    /// <summary>There is nothing to cure any more.</summary>
    public sealed record Gone(string Reason) : SubjectVerdict(Reason);
}
