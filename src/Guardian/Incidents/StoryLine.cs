using System.Globalization;

namespace Guardian.Incidents;

/// <summary>One step of an incident's story.</summary>
/// <param name="At">When.</param>
/// <param name="What">The kind of step.</param>
/// <param name="Detail">In words.</param>
public sealed record StoryLine(DateTimeOffset At, string What, string Detail)
{
    /// <summary>An event in words.</summary>
    /// <param name="entry">The event.</param>
    /// <returns>The line.</returns>
    public static StoryLine Of(HistoryEntry entry)
    {
        (string what, string detail) = entry.Happened switch
        {
            IncidentEvent.Detected e => ("detected", $"{e.Kind}: {e.Reason}"),
            IncidentEvent.FaultJoined e => ("further fault", $"{e.Kind}: {e.Reason}"),
            IncidentEvent.Held e => (e.Lead is null ? "goes on" : "held", e.Reason),
            IncidentEvent.EvidenceTaken e => ("evidence", $"{Wording.Count(e.Evidence.LogLines.Length, "log line")}; signature {e.SignatureId}: {e.Signature}"),
            IncidentEvent.Proposed e => ("proposed", $"attempt {e.Attempt}: {string.Join(", ", e.Plans.Select(plan => plan.Id))}"),
            IncidentEvent.Decided e => (
                "decided",
                string.Create(CultureInfo.InvariantCulture, $"{e.Decision.Plan} ({e.Decision.Confidence} %{(e.Decision.Unanimous ? ", unanimous" : string.Empty)}): {e.Decision.Reason}")),
            IncidentEvent.PersonSpoke e => (e.Confirmed ? "confirmed" : "rejected", $"by {e.By}{(e.Note is null ? string.Empty : ": " + e.Note)}"),
            IncidentEvent.StateCaptured e => (e.Complete ? "state saved" : "state not saved", e.Detail),
            IncidentEvent.ActionStarted e => ("begins", e.Action),
            IncidentEvent.ActionEnded e => (e.Succeeded ? "done" : "not done", $"{e.Action} in {Wording.Duration(TimeSpan.FromMilliseconds(e.Milliseconds))}: {e.Detail}"),
            IncidentEvent.StateRestored e => (e.Complete ? "state restored" : "state not restored", e.Detail),
            IncidentEvent.VerifyStarted e => ("verifying", string.Create(CultureInfo.InvariantCulture, $"until {e.Until:HH:mm:ss}")),
            IncidentEvent.Recovered e => ("recovered", $"{e.Detail}, {Wording.Duration(TimeSpan.FromSeconds(e.SecondsSinceDetected))} after detection"),
            IncidentEvent.AttemptFailed e => ("did not help", $"{e.Plan}: {e.Reason}"),
            IncidentEvent.Escalated e => ("a person is asked", e.Reason),
            IncidentEvent.Retried e => ("tries again", e.Reason),
            IncidentEvent.Resolved e => ("resolved", e.Reason),
            IncidentEvent.Cancelled e => ("cancelled", e.Reason),
            IncidentEvent.Labelled e => ("labelled", $"{(e.FalseDetection ? "false detection" : "real trouble")} by {e.By}{(e.Note is null ? string.Empty : ": " + e.Note)}"),
            _ => ("unknown", entry.Happened.GetType().Name),
        };
        return new StoryLine(entry.At, what, detail);
    }
}
