using System.Text.Json.Serialization;

namespace Guardian.Council;

/// <summary>A meeting in one line.</summary>
/// <param name="Id">Id of the proposal.</param>
/// <param name="At">When it was held (wall time).</param>
/// <param name="Incident">Id of the incident.</param>
/// <param name="Subject">The instance, the worker, or <c>server</c>.</param>
/// <param name="Fault">What is wrong, in words.</param>
/// <param name="Plan">Id of the chosen plan.</param>
/// <param name="Outcome">How the decision came about, in words.</param>
/// <param name="Confidence">In percent.</param>
/// <param name="Unanimous">Whether every seat that voted was in favour.</param>
/// <param name="Voters">Sages that voted.</param>
/// <param name="Milliseconds">From proposal to decision.</param>
/// <param name="Result">What came of it, in words; null while it is not known.</param>
public sealed record MeetingSummary(
    string Id,
    DateTimeOffset At,
    string Incident,
    string Subject,
    string Fault,
    string Plan,
    string Outcome,
    int Confidence,
    bool Unanimous,
    int Voters,
    double Milliseconds,
    string? Result)
{
    /// <summary>Which nodes took part, in words; not there for a node that is in no cluster.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Nodes { get; init; }
}
