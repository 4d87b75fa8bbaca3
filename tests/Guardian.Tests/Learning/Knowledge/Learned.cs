using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Hocon;
using Guardian.Incidents;
using Guardian.Learning.Knowledge;
using Guardian.Recovery;
using Guardian.Tests.Configuration;

namespace Guardian.Tests.Learning.Knowledge;

/// <summary>Knowledge made the way a node makes it: by outcomes.</summary>
internal static class Learned
{
    public static DateTimeOffset Start { get; } = new(2026, 11, 1, 8, 0, 0, TimeSpan.Zero);

    public static KnowledgeOptions Options { get; } = Read();

    public static KnowledgeBase Times(
        this KnowledgeBase knowledge, int count, string signature, string plan, bool cured, FaultKind kind = FaultKind.Hang, double? seconds = null)
    {
        for (int at = 0; at < count; at++)
        {
            knowledge = knowledge.Apply(Lesson(signature, plan, cured, kind, seconds), Options);
        }

        return knowledge;
    }

    public static Lesson Lesson(string signature, string? plan, bool cured, FaultKind kind = FaultKind.Hang, double? seconds = null, bool byPerson = false) =>
        new("i-1", signature, $"words of {signature}", kind, null, true, plan, cured, byPerson, cured ? seconds : null, Start);

    public static Plan Plan(string id, double cost = 0.1, bool destroys = false, ActionScope scope = ActionScope.Instance) =>
        new(id, [.. id.Split('+')], scope, cost, 0.1, destroys, "the ladder");

    public static CaseFile Case(string signature = "s1", FaultKind kind = FaultKind.Hang, int attempt = 1, params ImmutableArray<string> failed) => new()
    {
        Incident = "i-1",
        Kind = kind,
        Worker = "mailer",
        Instance = "mailer/0",
        Reason = "no heartbeat for 130 s",
        SignatureId = signature,
        Signature = $"words of {signature}",
        Severity = Severity.Medium,
        Attempt = attempt,
        MostAttempts = 3,
        Failed = failed,
        Critical = false,
        Running = 2,
        Desired = 2,
        Min = 1,
        Max = 3,
        Busy = 0,
        Task = null,
        SameTaskDeaths = 0,
        Alive = true,
        AlsoHit = [],
        ErrorLines = [],
        Facts = ImmutableSortedDictionary<string, string>.Empty,
        Seed = 7,
    };

    public static IncidentOutcome Outcome(
        string plan, bool succeeded, bool acted = true, string? decided = null, DecisionOutcome how = DecisionOutcome.Voted, double? seconds = 2, CaseFile? file = null) =>
        new(
            "i-1",
            file ?? Case(),
            new Decision("i-1.1", decided ?? plan, how, 80, true, "voted", [], [], [], 1),
            plan,
            succeeded,
            acted,
            succeeded ? seconds : null,
            "healthy",
            Start);

    private static KnowledgeOptions Read()
    {
        ConfigProblems problems = new();
        KnowledgeOptions options = Example.Load("", problems).Learning.Knowledge;
        problems.All.ShouldBeEmpty();
        return options;
    }
}
