using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Guardian.Faults;

namespace Guardian.Council;

/// <summary>Words for lists and minutes.</summary>
internal static class CouncilWords
{
    /// <summary>What a case is about.</summary>
    /// <param name="case">The case.</param>
    /// <returns>The instance, the worker, or <c>server</c>.</returns>
    public static string Subject(CaseFile @case) => @case.Instance ?? @case.Worker ?? "server";

    /// <summary>A kind of fault in words.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>For example <c>no progress</c>.</returns>
    public static string Fault(FaultKind kind)
    {
        StringBuilder words = new();
        foreach (char letter in kind.ToString())
        {
            words.Append(char.IsUpper(letter) && words.Length > 0 ? " " : string.Empty).Append(char.ToLowerInvariant(letter));
        }

        return words.ToString();
    }

    /// <summary>How a decision came about.</summary>
    /// <param name="outcome">The outcome of the meeting.</param>
    /// <returns>For example <c>voted</c>.</returns>
    public static string Outcome(DecisionOutcome outcome) => outcome switch
    {
        DecisionOutcome.Voted => "voted",
        DecisionOutcome.SmallestOnly => "few voters",
        DecisionOutcome.Escalated => "person asked",
        DecisionOutcome.ByPerson => "by person",
        DecisionOutcome.CommonCause => "common cause",
        _ => outcome.ToString(),
    };

    /// <summary>What came of a decision, in short.</summary>
    /// <param name="outcome">The outcome of the plan.</param>
    /// <returns>For example <c>helped after 2.1 s</c>.</returns>
    public static string Result(CouncilEvent.OutcomeKnown outcome) => outcome switch
    {
        { Acted: false } => "not carried out",
        { Succeeded: false } => "did not help",
        { Seconds: { } seconds } => $"helped after {Wording.Duration(TimeSpan.FromSeconds(seconds))}",
        _ => "helped",
    };

    /// <summary>Which nodes took part.</summary>
    /// <param name="attendance">Who was expected and who voted.</param>
    /// <returns>For example <c>n1 and n2 voted; n3 was expected and did not vote</c>.</returns>
    public static string Nodes(Attendance attendance)
    {
        string voted = attendance.Voted.IsEmpty ? "none voted" : $"{List(attendance.Voted)} voted";
        string absent = attendance.Absent.IsEmpty ? string.Empty
            : attendance.CutOff ? $"; cut off from {List(attendance.Absent)}, which could not be asked"
            : $"; {List(attendance.Absent)} {(attendance.Absent.Length == 1 ? "was" : "were")} expected and did not vote";
        return voted + absent + (attendance.CutOff && attendance.Absent.IsEmpty ? "; cut off from the cluster" : string.Empty);
    }

    private static string List(ImmutableArray<string> names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names[..^1])} and {names[^1]}";

    /// <summary>A score.</summary>
    /// <param name="score">0 to 1.</param>
    /// <returns>With two decimals.</returns>
    public static string Figure(double score) => score.ToString("0.00", CultureInfo.InvariantCulture);
}
