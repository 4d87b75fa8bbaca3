using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Recovery;
using Guardian.Sages;
using Guardian.Sages.Incidents;
using Guardian.Sages.Patterns;
using Guardian.Sages.Tasks;

namespace Guardian.Tests.Sages;

/// <summary>What holds for every sage, whatever the case and whatever happened before.</summary>
public class SageProperties
{
    private sealed record Scene(Proposal Proposal, IncidentSageState Incident, TaskSageState Task, PatternSageState Pattern)
    {
        public ImmutableArray<Ballot> Ballots(CaseFile? other = null) =>
            SageCase.Ballots(other is null ? Proposal : Proposal with { Case = other }, Incident, Task, Pattern);
    }

    private static readonly string[] s_lines =
    [
        "Connection refused", "No space left on device", "No module named 'x'", "ValueError: bad row 3", "Permission denied", "out of memory",
    ];

    private static readonly Gen<CaseFile> s_cases =
        from kind in Gen.Elements(Enum.GetValues<FaultKind>())
        from severity in Gen.Elements(Enum.GetValues<Severity>())
        from numbers in Gen.Choose(0, 4).ArrayOf(8)
        from flags in Gen.Elements(true, false).ArrayOf(5)
        from failed in Gen.Elements(SageCase.EveryPlan).ArrayOf()
        from lines in Gen.Elements(s_lines).ArrayOf()
        select SageCase.File(kind) with
        {
            Severity = severity,
            Attempt = numbers[0] + 1,
            Failed = [.. failed.Take(4)],
            Critical = flags[0],
            Running = numbers[1],
            Desired = numbers[2],
            Min = numbers[3],
            Busy = flags[1] ? null : numbers[4],
            SameTaskDeaths = numbers[5],
            Task = flags[2] ? null : "spool/17",
            Alive = flags[3],
            AlsoHit = [.. new[] { "a", "b", "c", "d" }.Take(numbers[6])],
            ErrorLines = [.. lines.Take(20)],
            Facts = flags[4]
                ? ImmutableSortedDictionary<string, string>.Empty
                : ImmutableSortedDictionary<string, string>.Empty.Add(CaseFacts.Connections, $"{numbers[7]} established").Add(CaseFacts.LastStop, "ignored SIGTERM for 10 s, killed"),
        };

    private static readonly Gen<Scene> s_scenes =
        from file in s_cases
        from plans in Gen.Elements([.. SageCase.EveryPlanOfACluster, "memory_cleanup+graceful_restart", "hook:x+restart", "quarantine+restart"]).ArrayOf()
        from crisis in Gen.Elements(Enum.GetValues<CrisisLevel>())
        from memory in Gen.Choose(0, 100)
        from events in Gen.Choose(0, 1000).ArrayOf()
        select new Scene(
            SageCase.Put(file, plans),
            new IncidentSageState { Crisis = new CrisisState { Level = crisis, Reasons = ["x"] } },
            TaskSageState.Empty with { Pulse = SageCase.Pulse(memory: memory / 100.0, workers: [SageCase.Worker("mailer", backlog: memory)]) },
            Lived(events));

    [Fact]
    public void Scores_and_confidence_lie_between_0_and_1_and_every_plan_has_exactly_one_score_with_a_reason() => Holds(scene =>
        scene.Ballots().All(ballot =>
            ballot.Analysis.Length > 0
            && ballot.Scores.Select(score => score.Plan).SequenceEqual(scene.Proposal.Plans.Select(plan => plan.Id))
            && ballot.Scores.All(score => score is { Score: >= 0 and <= 1, Confidence: >= 0 and <= 1 } && score.Reason.Length > 0)));

    [Fact]
    public void What_a_sage_sees_around_itself_makes_no_difference_to_a_case_of_another_node() => Holds(scene =>
    {
        CaseFile foreign = scene.Proposal.Case with { Node = "n9" };
        Scene blind = scene with { Incident = IncidentSageState.Empty, Task = TaskSageState.Empty, Pattern = PatternSageState.Empty with { Cases = scene.Pattern.Cases } };
        return scene.Ballots(foreign).Zip(blind.Ballots(foreign)).All(pair =>
            pair.First.Analysis == pair.Second.Analysis
            && pair.First.Scores.Where(Stays).SequenceEqual(pair.Second.Scores.Where(Stays)));

        // Whether this server could take a worker over is the one thing that it knows better than the node that has the trouble.
        static bool Stays(PlanScore score) => !score.Plan.Contains("relocate", StringComparison.Ordinal) && !score.Plan.Contains("drain_node", StringComparison.Ordinal);
    });

    [Fact]
    public void A_case_of_the_sage_s_own_node_is_judged_like_one_of_a_node_that_is_in_no_cluster() => Holds(scene =>
        scene.Ballots().Zip(scene.Ballots(scene.Proposal.Case with { Node = "one" })).All(pair =>
            pair.First.Analysis == pair.Second.Analysis && pair.First.Scores.SequenceEqual(pair.Second.Scores)));

    [Fact]
    public void To_ask_a_person_is_never_vetoed() => Holds(scene => scene.Ballots().All(ballot => !ballot.Of("escalate").Veto));

    [Fact]
    public void The_same_input_gives_the_same_ballot() => Holds(scene =>
        scene.Ballots().Zip(scene.Ballots()).All(pair =>
            pair.First with { Scores = [] } == pair.Second with { Scores = [] } && pair.First.Scores.SequenceEqual(pair.Second.Scores)));

    [Fact]
    public void A_failed_attempt_never_raises_the_score_of_the_plan_that_failed() => Holds(scene => scene.Ballots() is var before
        && scene.Proposal.Plans.All(plan => before.Zip(scene.Ballots(scene.Proposal.Case with { Failed = scene.Proposal.Case.Failed.Add(plan.Id) }))
            .All(pair => pair.Second.Of(plan.Id).Score <= pair.First.Of(plan.Id).Score)));

    [Fact]
    public void More_urgency_never_lowers_the_score_of_the_fastest_cure() => Holds(scene =>
    {
        Plan? fastest = IncidentSage.FastestCure(Situation.Of(scene.Proposal.Case), scene.Proposal.Plans);
        double[] scores =
        [
            .. from severity in Enum.GetValues<Severity>()
               from crisis in Enum.GetValues<CrisisLevel>()
               orderby IncidentSage.Urgency(severity, crisis), severity, crisis
               select fastest is null ? 0 : IncidentSage.Judge(
                   scene.Incident with { Crisis = scene.Incident.Crisis with { Level = crisis } },
                   scene.Proposal with { Case = scene.Proposal.Case with { Severity = severity } },
                   "one").Of(fastest.Id).Score,
        ];
        double calmer = IncidentSage.Judge(IncidentSageState.Empty, scene.Proposal, "one").Of((fastest ?? scene.Proposal.Plans[0]).Id).Score;
        double worse = IncidentSage.Judge(SageCase.Crisis, scene.Proposal, "one").Of((fastest ?? scene.Proposal.Plans[0]).Id).Score;
        bool vetoes = fastest is not null && (fastest.Scope >= ActionScope.Worker || ActionTraits.Loss(fastest) >= 0.5);
        return fastest is null || (worse >= calmer && (vetoes || scores.Zip(scores.Skip(1)).All(pair => pair.Second >= pair.First)));
    });

    [Fact]
    public void When_attempts_are_used_up_every_sage_asks_a_person() => Holds(scene =>
    {
        CaseFile spent = scene.Proposal.Case with { Attempt = scene.Proposal.Case.MostAttempts + 1 };
        return scene.Ballots(spent).All(ballot => ballot.Best() == "escalate");
    });

    [Fact]
    public void Every_chain_of_causes_ends_in_a_cause_or_in_words_that_nothing_is_known() => Holds(scene =>
    {
        ImmutableArray<Why> chain = RootCause.Chain(
            scene.Proposal.Case, scene.Pattern, SageCase.At, MonotonicTime.FromSeconds(2000), SageCase.Options.Pattern, NumberMask.Of);
        return chain.Length >= 2 && (chain[^1].Cause || chain[^1].Answer == "nothing known further down");
    });

    private static PatternSageState Lived(int[] events) => events.Select((what, at) => (what, MonotonicTime.FromSeconds(at * 7))).Aggregate(
        PatternSageState.Empty.Apply(SageCase.Pulse(memory: 0.85)),
        (state, happened) => (happened.what % 4) switch
        {
            0 => state.Apply(PatternSageTests.Fault("mailer", (FaultKind)(happened.what % 20)), happened.Item2, SageCase.Options.Pattern),
            1 => state.Apply(PatternSageTests.Fault($"w{happened.what % 3}", (FaultKind)(happened.what % 20)), happened.Item2, SageCase.Options.Pattern),
            2 => state.Apply(SageCase.Pulse(workers: [SageCase.Worker("mailer", resident: happened.what * 1_000_000L)])),
            _ => state.Apply(
                PatternSageTests.Outcome($"i{happened.what}", SageCase.File((FaultKind)(happened.what % 20)), SageCase.EveryPlan[happened.what % 14], happened.what % 2 == 0),
                SageCase.Options.Pattern),
        });

    private static void Holds(Func<Scene, bool> property) => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(s_scenes.ToArbitrary(), property));
}
