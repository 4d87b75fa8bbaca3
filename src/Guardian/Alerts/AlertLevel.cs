namespace Guardian.Alerts;

/// <summary>How much an alert matters, mildest first.</summary>
public enum AlertLevel
{
    /// <summary>For information: nothing needs to be done.</summary>
    Low,

    /// <summary>Something is in a state of warning.</summary>
    Medium,

    /// <summary>A critical worker is down.</summary>
    High,

    /// <summary>The system as a whole is in trouble.</summary>
    Critical,
}
