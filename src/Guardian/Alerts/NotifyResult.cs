namespace Guardian.Alerts;

/// <summary>What became of one try to send a message.</summary>
public abstract record NotifyResult
{
    private NotifyResult() { }

    /// <summary>The receiver has taken it.</summary>
    public sealed record Sent : NotifyResult;

    /// <summary>Not now; the same message may be tried again.</summary>
    /// <param name="Reason">Why, in words.</param>
    /// <param name="After">Not before this long, or null when the receiver did not say.</param>
    public sealed record Retry(string Reason, TimeSpan? After = null) : NotifyResult;

    /// <summary>It will never be taken as it is.</summary>
    /// <param name="Reason">Why, in words.</param>
    public sealed record Refused(string Reason) : NotifyResult;
}
