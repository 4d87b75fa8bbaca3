using System.Collections.Immutable;
using System.Text;
using Guardian.Journal;
using Guardian.Learning;

namespace Guardian.Council;

/// <summary>Answers what people ask about the council: meetings, minutes, trust.</summary>
/// <param name="records">Where they are kept. What it throws, the methods here throw.</param>
/// <param name="zone">Time zone of the minutes.</param>
public sealed class CouncilBook(ICouncilRecords records, TimeZoneInfo zone)
{
    /// <summary>Most meetings that are listed or searched: as many as the journal keeps at the least by default.</summary>
    public const int MostMeetings = 1000;

    /// <summary>The newest meetings.</summary>
    /// <param name="limit">How many; 1 to <see cref="MostMeetings"/>, others are brought into that range.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>Newest first.</returns>
    public async Task<ImmutableArray<MeetingSummary>> ListAsync(int limit, CancellationToken stop = default)
    {
        IReadOnlyList<(CouncilEvent.Held Meeting, DateTimeOffset At)> held = await HeldAsync(Math.Clamp(limit, 1, MostMeetings), stop).ConfigureAwait(false);
        ILookup<string, CouncilEvent.OutcomeKnown> outcomes = await OutcomesAsync(stop).ConfigureAwait(false);
        return [.. held.Select(each => Summarize(each.Meeting, each.At, outcomes[each.Meeting.Proposal.Id].FirstOrDefault()))];
    }

    /// <summary>The minutes of a meeting, or of all meetings of an incident.</summary>
    /// <param name="id">Id of a proposal or of an incident.</param>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>Markdown, the first meeting first; null when there is none among the newest <see cref="MostMeetings"/>.</returns>
    public async Task<string?> MinutesAsync(string id, CancellationToken stop = default)
    {
        IReadOnlyList<(CouncilEvent.Held Meeting, DateTimeOffset At)> held = await HeldAsync(MostMeetings, stop).ConfigureAwait(false);
        CouncilEvent.Held[] wanted =
        [
            .. held.Select(static each => each.Meeting).Where(meeting => meeting.Proposal.Id == id || meeting.Proposal.Case.Incident == id).Reverse(),
        ];
        if (wanted.Length == 0)
        {
            return null;
        }

        ILookup<string, CouncilEvent.OutcomeKnown> outcomes = await OutcomesAsync(stop).ConfigureAwait(false);
        StringBuilder text = new();
        foreach (CouncilEvent.Held meeting in wanted)
        {
            text.Append(text.Length > 0 ? "\n---\n\n" : string.Empty)
                .Append(Minutes.Render(meeting.Proposal, meeting.Decision, outcomes[meeting.Proposal.Id].FirstOrDefault(), zone));
        }

        return text.ToString();
    }

    /// <summary>How much the seats count.</summary>
    /// <param name="stop">Ends the reading.</param>
    /// <returns>As it was last kept.</returns>
    public async Task<TrustSummary> WeightsAsync(CancellationToken stop = default)
    {
        IReadOnlyList<JournalEvent> newest = await records.NewestAsync(CouncilJson.Stream, [CouncilJson.TrustChanged], 1, stop).ConfigureAwait(false);
        if (newest is [{ } last] && CouncilJson.FromJournal(last) is CouncilEvent.TrustChanged { Weights: { AreValid: true } weights } changed)
        {
            return new(last.At, changed.Incident, changed.Reason, Of(weights, changed.Losses.IsDefault ? [] : changed.Losses));
        }

        return new(null, null, "no outcome has changed it yet", Of(TrustWeights.Equal, []));
    }

    private static ImmutableArray<SeatTrust> Of(TrustWeights weights, ImmutableArray<SeatLoss> losses) =>
    [
        .. Seats.All.Select(seat => new SeatTrust(
            Seats.Name(seat), Math.Round(weights.Of(seat), 4), losses.FirstOrDefault(loss => loss.Seat == seat) is { } loss ? Math.Round(loss.Loss, 4) : null)),
    ];

    private static MeetingSummary Summarize(CouncilEvent.Held meeting, DateTimeOffset at, CouncilEvent.OutcomeKnown? outcome)
    {
        (Proposal proposal, Decision decision) = (meeting.Proposal, meeting.Decision);
        return new MeetingSummary(
            proposal.Id,
            at,
            proposal.Case.Incident,
            CouncilWords.Subject(proposal.Case),
            CouncilWords.Fault(proposal.Case.Kind),
            decision.Plan,
            CouncilWords.Outcome(decision.Outcome),
            decision.Confidence,
            decision.Unanimous,
            decision.Ballots.Length,
            Math.Round(decision.Milliseconds, 3),
            outcome is null ? null : CouncilWords.Result(outcome)) { Nodes = decision.Attendance is { } attendance ? CouncilWords.Nodes(attendance) : null };
    }

    private async Task<IReadOnlyList<(CouncilEvent.Held Meeting, DateTimeOffset At)>> HeldAsync(int count, CancellationToken stop)
    {
        IReadOnlyList<JournalEvent> kept = await records.NewestAsync(CouncilJson.Stream, [CouncilJson.MeetingHeld], count, stop).ConfigureAwait(false);
        return [.. kept.Select(static each => (Meeting: CouncilJson.FromJournal(each) as CouncilEvent.Held, each.At)).Where(static each => each.Meeting is not null)!];
    }

    /// <summary>Outcomes by proposal, each one's newest first.</summary>
    private async Task<ILookup<string, CouncilEvent.OutcomeKnown>> OutcomesAsync(CancellationToken stop)
    {
        IReadOnlyList<JournalEvent> kept = await records.NewestAsync(CouncilJson.Stream, [CouncilJson.OutcomeKnown], MostMeetings, stop).ConfigureAwait(false);
        return kept.Select(CouncilJson.FromJournal).OfType<CouncilEvent.OutcomeKnown>().ToLookup(static outcome => outcome.Proposal, StringComparer.Ordinal);
    }
}
