using Guardian.Council;
using Guardian.Faults;
using Guardian.Incidents;
using Guardian.Sages;
using Guardian.Sages.Patterns;
using Guardian.Workers;

namespace Guardian.Tests.Sages;

public class PatternSageTests
{
    private const string NoModule = "ModuleNotFoundError: No module named 'x'";

    [Fact]
    public void The_same_item_at_each_death_calls_for_quarantine_and_calls_restarts_vain()
    {
        Ballot ballot = Judge(PatternSageState.Empty, Loop() with { SameTaskDeaths = 2, Task = "spool/17.json" });

        ballot.Best().ShouldBe("quarantine");
        ballot.Of("restart").Score.ShouldBeLessThan(0.2);
        ballot.Of("restart").Reason.ShouldContain("the last 2 deaths in a row had the same item in hand (spool/17.json)");
        Judge(PatternSageState.Empty, Loop() with { SameTaskDeaths = 1 }).Best().ShouldNotBe("quarantine");
    }

    [Theory]
    [InlineData("OSError: [Errno 28] No space left on device", "hook:clean-spool")]
    [InlineData("PermissionError: [Errno 13] Permission denied: '/srv/x'", "hook:clean-spool")]
    [InlineData(NoModule, "hook:clean-spool")]
    public void What_outlives_a_restart_is_for_hooks_then_for_a_person_and_never_for_restarts(string line, string expected)
    {
        Ballot ballot = Judge(PatternSageState.Empty, Loop() with { ErrorLines = [line] });

        ballot.Best().ShouldBe(expected);
        ballot.Of("escalate").Score.ShouldBeGreaterThan(ballot.Of("restart").Score);
        ballot.Of("restart").Reason.ShouldContain("vain: a new start meets");
    }

    [Fact]
    public void The_same_fault_on_two_other_workers_within_the_window_is_a_common_cause_to_wait_for()
    {
        PatternSageState state = Faults((900, "a"), (910, "b"), (1000, "mailer"));
        PatternSageState old = Faults((100, "a"), (110, "b"), (1000, "mailer"));
        PatternSageState single = Faults((900, "a"), (1000, "mailer"));

        Judge(state, SageCase.File(FaultKind.ErrorBurst)).Best().ShouldBe("wait");
        Judge(state, SageCase.File(FaultKind.ErrorBurst)).Analysis.ShouldContain("A, b have the same trouble");
        Judge(old, SageCase.File(FaultKind.ErrorBurst)).Best().ShouldNotBe("wait");
        Judge(single, SageCase.File(FaultKind.ErrorBurst)).Best().ShouldNotBe("wait");
    }

    [Fact]
    public void A_worker_that_fails_again_and_again_shortly_before_is_the_root_and_not_the_other_way_round()
    {
        PatternSageState state = Faults((100, "broker"), (105, "mailer"), (300, "broker"), (304, "mailer"), (700, "broker"), (706, "mailer"));

        Cascade.Before(state.Recent, "mailer", SageCase.Options.Pattern.Cascade).ShouldBe(new Cascade("broker", 3, 3, 5));
        Cascade.Before(state.Recent, "broker", SageCase.Options.Pattern.Cascade).ShouldBeNull();
        Judge(state, SageCase.File(FaultKind.ErrorBurst)).Of("restart").Reason.ShouldContain("3 of 3 times broker failed about 5 s before: the root is there");
    }

    [Fact]
    public void Two_times_are_no_cascade_and_neither_is_a_root_that_precedes_fewer_than_three_of_five()
    {
        PatternSageState twice = Faults((100, "broker"), (105, "mailer"), (300, "broker"), (304, "mailer"));
        PatternSageState seldom = Faults(
            (100, "broker"), (105, "mailer"), (300, "broker"), (304, "mailer"), (700, "broker"), (706, "mailer"), (1000, "mailer"), (2000, "mailer"), (3000, "mailer"));

        Cascade.Before(twice.Recent, "mailer", SageCase.Options.Pattern.Cascade).ShouldBeNull();
        Cascade.Before(seldom.Recent, "mailer", SageCase.Options.Pattern.Cascade).ShouldBeNull();
    }

    [Fact]
    public void A_burst_of_memory_is_cleaned_up_and_a_leak_needs_a_new_process()
    {
        PatternSageState burst = Memory(100, 100, 101, 300, 301, 302, 303);
        PatternSageState leak = Memory(100, 130, 160, 190, 220, 250, 280);
        CaseFile over = SageCase.File(FaultKind.MemoryOver);

        Judge(burst, over).Best().ShouldBe("memory_cleanup");
        Judge(leak, over).Of("graceful_restart").Score.ShouldBeGreaterThan(Judge(burst, over).Of("graceful_restart").Score);
        Judge(leak, over).Of("graceful_restart").Reason.ShouldContain("memory rises step by step");
    }

    [Fact]
    public void Faults_that_come_when_the_server_is_short_say_so()
    {
        PatternSageState state = PatternSageState.Empty.Apply(SageCase.Pulse(memory: 0.93));
        foreach (int at in new[] { 0, 500, 2000 })
        {
            state = state.Apply(Fault("mailer", FaultKind.SlowAnswer), MonotonicTime.FromSeconds(at), SageCase.Options.Pattern);
        }

        Judge(state, SageCase.File(FaultKind.SlowAnswer)).Analysis.ShouldContain("At 3 of its 3 last such faults memory of the server was 80 % or more");
    }

    [Fact]
    public void Faults_that_come_when_the_server_is_short_speak_for_another_node()
    {
        PatternSageState state = PatternSageState.Empty.Apply(SageCase.Pulse(memory: 0.95));
        for (int at = 0; at < 4; at++)
        {
            state = state.Apply(Fault("mailer", FaultKind.BudgetSpent), MonotonicTime.FromSeconds(at * 100), SageCase.Options.Pattern);
        }

        Ballot ballot = PatternSage.Judge(
            state, SageCase.Put(Loop(), "restart", "relocate"), SageCase.Options.Pattern, "one", MonotonicTime.FromSeconds(1000), NumberMask.Of);

        ballot.Of("relocate").Score.ShouldBe(0.7);
        ballot.Of("relocate").Reason.ShouldContain("memory of the server was 80 % or more");
        ballot.Best().ShouldBe("relocate");
    }

    [Fact]
    public void A_case_of_another_node_is_compared_with_past_incidents_and_not_with_what_went_on_here()
    {
        PatternSageState state = Faults((0, "indexer"), (1, "payer"), (2, "mailer"))
            .Apply(Outcome("i-1", Loop(), "restart", succeeded: true), SageCase.Options.Pattern);

        Ballot ballot = Judge(state, Loop() with { Node = "n9" });

        ballot.Analysis.ShouldContain("What mailer had before on node n9 is not seen from here");
        ballot.Analysis.ShouldContain("i-1");
        ballot.Analysis.ShouldNotContain("indexer");
    }

    [Fact]
    public void What_cured_similar_incidents_gains_and_what_did_not_loses()
    {
        CaseFile file = SageCase.File(FaultKind.SlowAnswer);
        PatternSageState state = PatternSageState.Empty
            .Apply(Outcome("i1", file, "connection_reset", true), SageCase.Options.Pattern)
            .Apply(Outcome("i2", file, "graceful_restart", false), SageCase.Options.Pattern);

        Ballot ballot = Judge(state, file);

        ballot.Of("connection_reset").Score.ShouldBeGreaterThan(Judge(PatternSageState.Empty, file).Of("connection_reset").Score);
        ballot.Of("graceful_restart").Score.ShouldBeLessThan(Judge(PatternSageState.Empty, file).Of("graceful_restart").Score);
        ballot.Analysis.ShouldContain("Similar: i2 (100 % alike) was not cured by graceful_restart; i1 (100 % alike) was cured by connection_reset in 4 s.");
    }

    [Fact]
    public void The_nearest_three_are_listed_most_alike_first_and_strangers_are_not()
    {
        CaseFile file = SageCase.File(FaultKind.SlowAnswer);
        CaseFile stranger = SageCase.File(FaultKind.Zombie) with { SignatureId = "s9", Signature = "child not waited for" };
        CaseFile alike = file with { SignatureId = "s2", Signature = "connection to database lost" };
        PatternSageState state = PatternSageState.Empty;
        foreach ((string id, CaseFile past) in new[] { ("i1", file), ("i2", stranger), ("i3", alike), ("i4", file), ("i5", file) })
        {
            state = state.Apply(Outcome(id, past, "restart", true), SageCase.Options.Pattern);
        }

        SimilarCases.Nearest(state.Cases, file, SageCase.At).Select(found => found.Case.Incident).ShouldBe(["i5", "i4", "i1"]);
        SimilarCases.Nearest(state.Cases, alike with { SignatureId = "s3" }, SageCase.At)[0].Case.Incident.ShouldBe("i3");
        SimilarCases.Nearest(state.Cases, stranger, SageCase.At).Select(found => found.Case.Incident).ShouldBe(["i2"]);
    }

    [Fact]
    public void Everything_remembered_is_bounded()
    {
        PatternSageState state = PatternSageState.Empty;
        for (int at = 0; at < 1500; at++)
        {
            MonotonicTime now = MonotonicTime.FromSeconds(at * 100);
            state = state.Apply(Fault($"w{at % 700}", FaultKind.Crash), now, SageCase.Options.Pattern)
                .Apply(new ErrorLogged(new InstanceName("mailer", 0), $"{(char)('a' + (at % 26))}{new string('x', at)} failed", SageCase.At), now, SageCase.Options.Pattern, NumberMask.Of)
                .Apply(SageCase.Pulse(workers: [SageCase.Worker("mailer", resident: at)]))
                .Apply(Outcome($"i{at}", SageCase.File(FaultKind.Hang), "restart", true), SageCase.Options.Pattern)
                .Apply(Fault("mailer", FaultKind.Hang), now, SageCase.Options.Pattern);
        }

        state.Signatures.Count.ShouldBe(SageCase.Options.Pattern.Signatures);
        state.Recent.Length.ShouldBe(PatternSageState.MostFaults);
        state.Cases.Length.ShouldBe(SageCase.Options.Pattern.Cases);
        state.Memory["mailer"].Length.ShouldBe(MemoryShapes.MostSamples);
        state.Signatures[PatternSageState.FaultKey("mailer", FaultKind.Hang)].Episodes.Length.ShouldBe(SignatureHistory.MostEpisodes);
        state.Apply(SageCase.Pulse()).Memory.ShouldBeEmpty("its worker gave no figure at the last check");
    }

    [Fact]
    public void A_recommendation_that_nobody_followed_teaches_nothing() =>
        PatternSageState.Empty.Apply(Outcome("i1", SageCase.File(FaultKind.Hang), "restart", true) with { Acted = false }, SageCase.Options.Pattern).Cases.ShouldBeEmpty();

    [Theory]
    [InlineData("psycopg2.OperationalError: could not connect to server", ErrorNature.Connection)]
    [InlineData("Error: ENOSPC: no space left on device, write", ErrorNature.DiskFull)]
    [InlineData("Error: Cannot find module 'left'", ErrorNature.Missing)]
    [InlineData("System.OutOfMemoryException", ErrorNature.Memory)]
    [InlineData("listen EADDRINUSE: address already in use :::80", ErrorNature.InUse)]
    [InlineData("missing required key 'url'", ErrorNature.Configuration)]
    [InlineData("ValueError: bad row", ErrorNature.Unknown)]
    public void Lines_are_told_apart_by_their_phrases(string line, ErrorNature expected) => ErrorNatures.Of(line).ShouldBe(expected);

    [Fact]
    public void The_mask_hides_numbers_only() => NumberMask.Of("job 17 took 3.25 s").ShouldBe("job <*> took <*>.<*> s");

    internal static Fault Fault(string worker, FaultKind kind) => new(kind, worker, new InstanceName(worker, 0), "it fails", SageCase.At);

    internal static IncidentOutcome Outcome(string incident, CaseFile file, string plan, bool succeeded) => new(
        incident,
        file with { Incident = incident },
        new Decision("p", plan, DecisionOutcome.Voted, 80, true, "chosen", [], [], [], 1),
        plan,
        succeeded,
        true,
        succeeded ? 4 : null,
        "healthy again",
        SageCase.At);

    private static PatternSageState Faults(params (int At, string Worker)[] faults) => faults.Aggregate(
        PatternSageState.Empty,
        (state, fault) => state.Apply(Fault(fault.Worker, FaultKind.ErrorBurst), MonotonicTime.FromSeconds(fault.At), SageCase.Options.Pattern));

    private static PatternSageState Memory(params int[] megabytes) => megabytes.Aggregate(
        PatternSageState.Empty, (state, size) => state.Apply(SageCase.Pulse(workers: [SageCase.Worker("mailer", resident: size * 1_000_000L)])));

    private static CaseFile Loop() => SageCase.File(FaultKind.BudgetSpent) with { Alive = false, Busy = null };

    private static Ballot Judge(PatternSageState state, CaseFile file) =>
        PatternSage.Judge(state, SageCase.Put(file), SageCase.Options.Pattern, "one", MonotonicTime.FromSeconds(1000), NumberMask.Of);
}
