using System.Collections.Immutable;
using System.Globalization;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Hocon;
using Guardian.Learning;
using Guardian.Recovery;
using Guardian.Tests.Configuration;

namespace Guardian.Tests.Council;

/// <summary>Proposals and ballots in few words.</summary>
internal static class Meeting
{
    public const string Id = "i-20261120-0007.1";

    public static GuardianOptions Defaults { get; } = Example.Load("", new ConfigProblems());

    public static CouncilOptions Options => Defaults.Council;

    public static Plan Wait { get; } = PlanOf("wait", ActionScope.None, cost: 0, blast: 0, destroys: false);

    public static Plan Restart { get; } = PlanOf("restart", ActionScope.Instance, cost: 0.3, blast: 1, destroys: true);

    public static Plan HardRestart { get; } = PlanOf("hard_restart", ActionScope.Instance, cost: 0.4, blast: 1, destroys: true);

    public static Plan GracefulAll { get; } = PlanOf("graceful_restart", ActionScope.Worker, cost: 0.3, blast: 0.4, destroys: true);

    public static Plan StopAll { get; } = PlanOf("stop_all", ActionScope.Node, cost: 1, blast: 1, destroys: true);

    public static Plan Escalate { get; } = PlanOf("escalate", ActionScope.None, cost: 0.9, blast: 0, destroys: false);

    public static Plan PlanOf(string id, ActionScope scope, double cost, double blast, bool destroys) =>
        new(id, [.. id.Split('+')], scope, cost, blast, destroys, "the ladder");

    public static Proposal Of(params ImmutableArray<Plan> plans) => new(Id, Case(), plans, new DateTimeOffset(2026, 11, 20, 20, 14, 5, TimeSpan.Zero));

    public static CaseFile Case(int running = 1) => new()
    {
        Incident = "i-20261120-0007",
        Kind = FaultKind.NoProgress,
        Worker = "mailer",
        Instance = "mailer/0",
        Reason = "no progress for 120 s while 14 tasks wait",
        SignatureId = "s-1f",
        Signature = "no progress, ConnectionResetError",
        Severity = Severity.High,
        Attempt = 1,
        MostAttempts = 3,
        Failed = [],
        Critical = true,
        Running = running,
        Desired = 1,
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

    /// <summary>A ballot as text: <c>restart 0.8, hard_restart 0.4@0.5, stop_all 0!</c> (score, confidence after @, ! for a veto).</summary>
    public static Ballot Vote(Seat seat, string scores, string node = "one") =>
        new(Id, seat, node, $"What the {seat} sage sees.", [.. scores.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(ScoreOf)]);

    public static Ballot[] AllVote(string scores, string node = "one") => [.. Enum.GetValues<Seat>().Select(seat => Vote(seat, scores, node))];

    public static Decision Decide(Proposal proposal, IEnumerable<Ballot> ballots, int nodes = 1, CouncilOptions? options = null) =>
        Tally.Decide(proposal, [.. ballots], nodes, TrustWeights.Equal, options ?? Options, TimeSpan.FromMilliseconds(0.4));

    private static PlanScore ScoreOf(string text)
    {
        string[] parts = text.TrimEnd('!').Split([' ', '@']);
        double confidence = parts.Length > 2 ? double.Parse(parts[2], CultureInfo.InvariantCulture) : 0.8;
        return new PlanScore(parts[0], double.Parse(parts[1], CultureInfo.InvariantCulture), confidence, $"because of {parts[0]}", text.EndsWith('!'));
    }
}
