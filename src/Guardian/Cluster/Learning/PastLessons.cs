using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Incidents;
using Guardian.Journal;
using Guardian.Learning;

namespace Guardian.Cluster.Learning;

/// <summary>Makes lessons from what a node's council has recorded: what the node learned before it joined, or could not send before it died.</summary>
internal static class PastLessons
{
    /// <summary>
    /// Outcomes that are looked at, the newest. Fewer than <see cref="SharedBase.Window"/>: each of them that was sent is among the ids that are
    /// remembered of this node, and is recognised.
    /// </summary>
    public const int Most = 100;

    private const int MostMeetings = 4 * Most;

    /// <summary>Reads the newest outcomes of meetings.</summary>
    /// <param name="records">The council's records. What it throws, this throws.</param>
    /// <param name="node">This node.</param>
    /// <param name="levelOf">How an error is to be taken.</param>
    /// <returns>Oldest first; of each outcome whose meeting is kept.</returns>
    public static async Task<ImmutableArray<SharedLesson>> ReadAsync(ICouncilRecords records, string node, Func<CaseFile, ErrorLevel?> levelOf)
    {
        IReadOnlyList<JournalEvent> outcomes = await records.NewestAsync(CouncilJson.Stream, [CouncilJson.OutcomeKnown], Most).ConfigureAwait(false);
        IReadOnlyList<JournalEvent> meetings = await records.NewestAsync(CouncilJson.Stream, [CouncilJson.MeetingHeld], MostMeetings).ConfigureAwait(false);
        ILookup<string, (long Sequence, CouncilEvent.Held Held)> held = meetings
            .Select(static kept => (kept.Sequence, Held: CouncilJson.FromJournal(kept) as CouncilEvent.Held))
            .Where(static each => each.Held is not null)
            .ToLookup(static each => each.Held!.Proposal.Id, static each => (each.Sequence, each.Held!), StringComparer.Ordinal);
        List<SharedLesson> lessons = [];
        foreach (JournalEvent kept in outcomes.Reverse())
        {
            // After a retry a meeting of the same id was held again: the newest one before the outcome is meant.
            if (CouncilJson.FromJournal(kept) is CouncilEvent.OutcomeKnown known
                && held[known.Proposal].FirstOrDefault(each => each.Sequence < kept.Sequence) is { Held: { } meeting })
            {
                IncidentOutcome outcome = new(
                    known.Incident, meeting.Proposal.Case, meeting.Decision, known.Plan, known.Succeeded, known.Acted, known.Seconds, known.Reason, kept.At) { Retry = known.Retry };
                lessons.Add(SharedLesson.From(node, outcome, levelOf(outcome.Case)));
            }
        }

        return [.. lessons];
    }
}
