namespace Guardian.Council;

/// <summary>A seat of the council. Each sage of each node speaks for one.</summary>
public enum Seat
{
    /// <summary>Severity, urgency, crisis.</summary>
    Incident,

    /// <summary>What has helped so far.</summary>
    Knowledge,

    /// <summary>Work in hand, backlog, capacity.</summary>
    Task,

    /// <summary>Templates, trends, correlation, causes.</summary>
    Pattern,
}
