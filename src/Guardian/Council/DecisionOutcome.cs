namespace Guardian.Council;

/// <summary>How a decision came about.</summary>
public enum DecisionOutcome
{
    /// <summary>A plan had the quorum and the seats it needs.</summary>
    Voted,

    /// <summary>Too few voters in time, or no plan with all the seats it needs: only what reaches least may be done.</summary>
    SmallestOnly,

    /// <summary>No plan may be done: a person is asked.</summary>
    Escalated,

    /// <summary>A person decided.</summary>
    ByPerson,

    /// <summary>The plan that cured the same trouble elsewhere is done here.</summary>
    CommonCause,
}
