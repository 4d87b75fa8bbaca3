namespace Guardian.Incidents;

/// <summary>Whether the subject of an incident is well.</summary>
public abstract record SubjectVerdict
{
    private SubjectVerdict(string reason) => Reason = reason;

    /// <summary>In words.</summary>
    public string Reason { get; }

    /// <summary>It is.</summary>
    public sealed record Well : SubjectVerdict
    {
        /// <summary>With the reason.</summary>
        /// <param name="reason">In words.</param>
        public Well(string reason)
            : base(reason)
        {
        }
    }

    /// <summary>It is not.</summary>
    public sealed record Sick : SubjectVerdict
    {
        /// <summary>With the reason.</summary>
        /// <param name="reason">In words.</param>
        public Sick(string reason)
            : base(reason)
        {
        }
    }

    /// <summary>There is nothing to cure any more.</summary>
    public sealed record Gone : SubjectVerdict
    {
        /// <summary>With the reason.</summary>
        /// <param name="reason">In words.</param>
        public Gone(string reason)
            : base(reason)
        {
        }
    }
}
