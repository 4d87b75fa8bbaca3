using System.Globalization;
using System.Text;
using Guardian.Recovery;
using static Guardian.Council.MarkdownText;

namespace Guardian.Council;

/// <summary>Writes the minutes of a meeting as Markdown: who was there, what each said, how they voted, what was decided, what follows.</summary>
/// <remarks>Pure: the same meeting gives the same text. What workers supply (log lines, names of tasks) is escaped.</remarks>
public static class Minutes
{
    /// <summary>Writes the minutes.</summary>
    /// <param name="proposal">What was put to the vote.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="outcome">What came of it; null while that is not known.</param>
    /// <param name="zone">Time zone of the times.</param>
    /// <returns>Markdown, with a line break at its end.</returns>
    public static string Render(Proposal proposal, Decision decision, CouncilEvent.OutcomeKnown? outcome, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        ArgumentNullException.ThrowIfNull(decision);
        ArgumentNullException.ThrowIfNull(zone);
        StringBuilder text = new();
        Heading(text, proposal, decision, zone);
        Case(text, proposal.Case);
        Analyses(text, decision);
        Plans(text, proposal, decision);
        Chosen(text, decision);
        FollowUps(text, proposal, decision);
        text.Append("\n## Outcome\n\n").Append(outcome is null
            ? "Not known yet.\n"
            : $"{Code(outcome.Plan)} {CouncilWords.Result(outcome)}: {Line(outcome.Reason)}.\n");
        return text.ToString();
    }

    private static void Heading(StringBuilder text, Proposal proposal, Decision decision, TimeZoneInfo zone)
    {
        CaseFile @case = proposal.Case;
        DateTimeOffset at = TimeZoneInfo.ConvertTime(proposal.At, zone);
        text.Append(CultureInfo.InvariantCulture, $"# Minutes of the council: {Line(CouncilWords.Subject(@case))}, {CouncilWords.Fault(@case.Kind)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"- **Meeting:** {Line(proposal.Id)}, held {at:yyyy-MM-dd HH:mm:ss zzz}, decided after {Wording.Duration(TimeSpan.FromMilliseconds(decision.Milliseconds))}\n");
        text.Append(CultureInfo.InvariantCulture, $"- **Incident:** {Line(@case.Incident)}, attempt {@case.Attempt} of {@case.MostAttempts}, severity {Word(@case.Severity)}\n");
        text.Append(CultureInfo.InvariantCulture, $"- **Worker:** {Line(@case.Worker ?? "the server")}{(@case.Critical ? " (critical)" : string.Empty)}, {@case.Running} of {@case.Desired} instances running\n");
        text.Append(CultureInfo.InvariantCulture, $"- **Signature:** {Line(@case.Signature)} ({Line(@case.SignatureId)})\n");
        text.Append(CultureInfo.InvariantCulture, $"- **Present:** {Line(Present(decision))}\n");
        text.Append(CultureInfo.InvariantCulture, $"- **Absent:** {Seats.List(decision.Absent)}\n");
        if (decision.Attendance is { } attendance)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **Nodes:** {Line(CouncilWords.Nodes(attendance))}\n");
        }
    }

    private static void Case(StringBuilder text, CaseFile @case)
    {
        text.Append("\n## The case\n\nReported: ").Append(Line(@case.Reason)).Append(".\n");
        List<string> facts = [.. @case.Facts.Select(fact => $"{Line(fact.Key)}: {Line(fact.Value)}")];
        Add(@case.Task is not null, $"in hand: {Line(@case.Task)}{(@case.SameTaskDeaths > 1 ? $", for the last {@case.SameTaskDeaths} deaths" : string.Empty)}");
        Add(@case.Busy is not null, $"busy instances: {@case.Busy}");
        Add(!@case.AlsoHit.IsDefaultOrEmpty, $"also hit: {List(@case.AlsoHit)}");
        Add(!@case.Failed.IsDefaultOrEmpty, $"tried without success: {List(@case.Failed)}");
        text.Append(facts.Count > 0 ? "\n" : string.Empty);
        foreach (string fact in facts)
        {
            text.Append("- ").Append(fact).Append('\n');
        }

        if (!@case.ErrorLines.IsDefaultOrEmpty)
        {
            text.Append("\nLast errors:\n\n");
            foreach (string line in @case.ErrorLines)
            {
                text.Append("- ").Append(Code(line)).Append('\n');
            }
        }

        void Add(bool known, string fact)
        {
            if (known)
            {
                facts.Add(fact);
            }
        }
    }

    private static void Analyses(StringBuilder text, Decision decision)
    {
        text.Append("\n## What the sages see\n\n");
        foreach (Ballot ballot in decision.Ballots)
        {
            text.Append(CultureInfo.InvariantCulture, $"- **{Title(ballot.Seat)}** ({Line(ballot.Node)}): {Line(ballot.Analysis)}\n");
        }

        if (decision.Ballots.IsEmpty)
        {
            text.Append("Nobody spoke.\n");
        }
    }

    private static void Plans(StringBuilder text, Proposal proposal, Decision decision)
    {
        text.Append("\n## Plans and votes\n\n| plan | incident | knowledge | task | pattern | council | in favour | vetoed by | from |\n");
        text.Append("|---|---:|---:|---:|---:|---:|---|---|---|\n");
        foreach (PlanStanding standing in decision.Standings)
        {
            string name = standing.Plan == decision.Plan ? $"**{Code(standing.Plan)}**" : Code(standing.Plan);
            string seats = string.Join(" | ", Seats.All.Select(seat =>
                standing.SeatScores.FirstOrDefault(score => score.Seat == seat) is { } score ? CouncilWords.Figure(score.Score) : "-"));
            string why = Line(proposal.Plans.FirstOrDefault(plan => plan.Id == standing.Plan)?.Why);
            string council = standing.SeatScores.IsEmpty ? "-" : CouncilWords.Figure(standing.Score);
            string vetoes = standing.VetoedBy.IsEmpty ? "-" : Seats.List(standing.VetoedBy);
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {seats} | {council} | {standing.InFavour}, {standing.Needed} needed | {vetoes} | {why} |\n");
        }

        var vetoed = decision.Ballots
            .SelectMany(static ballot => ballot.Scores.Where(static score => score.Veto).Select(score => (ballot.Seat, ballot.Node, Score: score)))
            .ToArray();
        text.Append(vetoed.Length > 0 ? "\nVetoes:\n\n" : string.Empty);
        foreach ((Seat seat, string node, PlanScore score) in vetoed)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {Seats.Name(seat)} ({Line(node)}) against {Code(score.Plan)}: {Line(score.Reason)}\n");
        }
    }

    private static void Chosen(StringBuilder text, Decision decision)
    {
        string agreement = decision.Unanimous ? "unanimous" : "not unanimous";
        text.Append(CultureInfo.InvariantCulture, $"\n## Decision\n\n**{Code(decision.Plan)}**, {CouncilWords.Outcome(decision.Outcome)}, confidence {decision.Confidence} %, {agreement}.\n\n");
        text.Append("Reason: ").Append(Line(decision.Reason)).Append(".\n");
        (Ballot Ballot, PlanScore? Score)[] heard = [.. decision.Ballots.Select(ballot => (ballot, ballot.Scores.FirstOrDefault(score => score.Plan == decision.Plan)))];
        text.Append(heard.Length > 0 ? "\nWhat they said of it:\n\n" : string.Empty);
        foreach ((Ballot ballot, PlanScore? score) in heard)
        {
            string words = score is null
                ? "abstained"
                : $"{CouncilWords.Figure(score.Score)}, {Wording.Percent(Math.Round(score.Confidence, 2))} sure: {Line(score.Reason)}";
            text.Append(CultureInfo.InvariantCulture, $"- {Seats.Name(ballot.Seat)} ({Line(ballot.Node)}): {words}\n");
        }
    }

    private static void FollowUps(StringBuilder text, Proposal proposal, Decision decision)
    {
        text.Append("\n## Follow-ups\n\n");
        if (decision.Plan == ActionNames.Escalate)
        {
            text.Append("- A person looks into it; the incident stays open until the trouble ends.\n");
            return;
        }

        string subject = Line(CouncilWords.Subject(proposal.Case));
        text.Append(CultureInfo.InvariantCulture, $"- {subject} must be healthy {Within(proposal.VerifyWithin)} after {Code(decision.Plan)} was carried out.\n");
        text.Append(CultureInfo.InvariantCulture, $"- The same trouble must then stay away{(proposal.Settle is { } settle ? $" for {Wording.Duration(settle)}" : string.Empty)}.\n");
        string next = proposal.Case.Attempt >= proposal.Case.MostAttempts
            ? $"this was attempt {proposal.Case.Attempt} of {proposal.Case.MostAttempts}, so a person is asked"
            : $"the council meets again without {Code(decision.Plan)} having helped{Best(proposal, decision)}";
        text.Append(CultureInfo.InvariantCulture, $"- If it does not help, {next}.\n");
    }

    private static string Best(Proposal proposal, Decision decision) =>
        decision.Standings.FirstOrDefault(standing =>
            standing.Plan is not ActionNames.Escalate && standing.Plan != decision.Plan && standing.VetoedBy.IsEmpty
            && !standing.SeatScores.IsEmpty && !proposal.Case.Failed.Contains(standing.Plan)) is { } next
            ? $"; next best at present is {Code(next.Plan)} with {CouncilWords.Figure(next.Score)}"
            : string.Empty;

    private static string Within(TimeSpan? time) => time is { } span ? $"within {Wording.Duration(span)}" : "soon";

    private static string Present(Decision decision) => decision.Ballots.IsEmpty
        ? "nobody"
        : string.Join(", ", decision.Ballots.GroupBy(static ballot => ballot.Seat)
            .Select(static seat => $"{Seats.Name(seat.Key)} ({string.Join(", ", seat.Select(static ballot => ballot.Node))})"));

    private static string List(IEnumerable<string> items) => Line(string.Join(", ", items));

    private static string Title(Seat seat) => string.Concat(seat.ToString(), " sage");

    private static string Word(Severity severity) => severity switch
    {
        Severity.Low => "low",
        Severity.Medium => "medium",
        Severity.High => "high",
        Severity.Critical => "critical",
        _ => throw new ArgumentOutOfRangeException(nameof(severity), severity, null),
    };
}
