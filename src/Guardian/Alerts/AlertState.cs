namespace Guardian.Alerts;

/// <summary>Whether what an alert is about still lasts.</summary>
public enum AlertState
{
    /// <summary>It lasts.</summary>
    Firing,

    /// <summary>It is over, or was over at once (a notice).</summary>
    Resolved,
}
