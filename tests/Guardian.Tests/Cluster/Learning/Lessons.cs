using System.Collections.Immutable;
using System.Globalization;
using Guardian.Cluster.Learning;
using Guardian.Council;
using Guardian.Incidents;
using Guardian.Learning;
using Guardian.Tests.Learning.Knowledge;

namespace Guardian.Tests.Cluster.Learning;

/// <summary>Outcomes and lessons in few words.</summary>
internal static class Lessons
{
    public static LearningRules Rules { get; } = new(Learned.Options, Guardian.Tests.Council.Meeting.Defaults.Learning.Trust);

    /// <summary>An outcome whose parts follow from a number, so that different ones teach different things.</summary>
    public static IncidentOutcome Outcome(int number, int attempt = 1)
    {
        Random random = new(number);
        string plan = ((string[])["restart", "hard_restart", "wait", "relocate"])[random.Next(4)];
        CaseFile file = Learned.Case($"s{random.Next(3)}", attempt: attempt) with { Incident = string.Create(CultureInfo.InvariantCulture, $"i-{number}") };
        bool succeeded = random.Next(3) > 0;
        ImmutableArray<SeatScore> scores = [.. Enum.GetValues<Seat>().Select(seat => new SeatScore(seat, random.NextDouble(), random.NextDouble()))];
        Decision decision = new(
            string.Create(CultureInfo.InvariantCulture, $"i-{number}.{attempt}"), plan, DecisionOutcome.Voted, 80, true, "voted", [new PlanStanding(plan, 0.7, scores, 3, 3, [])], [], [], 1);
        return new IncidentOutcome(file.Incident, file, decision, plan, succeeded, true, succeeded ? random.Next(1, 90) : null, "healthy", Learned.Start.AddMinutes(number));
    }

    public static SharedLesson Of(string node, int number) => SharedLesson.From(node, Outcome(number), ErrorLevel.Recoverable);

    /// <summary>The base after lessons in an order.</summary>
    public static SharedBase Fold(IEnumerable<SharedLesson> lessons) =>
        lessons.Aggregate(SharedBase.Empty, static (at, lesson) => at.Fold(at.Sequence + 1, lesson, Rules).Next);

    /// <summary>All that it says, as text: equal bases have equal texts.</summary>
    public static string Text(this SharedBase shared) => System.Text.Encoding.UTF8.GetString(LessonJson.ToSnapshot(shared));
}
