using System.Collections.Immutable;
using Guardian.Council;
using Guardian.Faults;
using Guardian.Sages;
using Guardian.Sages.Patterns;
using Guardian.Workers;

namespace Guardian.Tests.Sages;

public class RootCauseTests
{
    private const string NoModule = "ModuleNotFoundError: No module named 'x'";

    [Fact]
    public void A_broken_deployment_is_followed_down_to_its_cause()
    {
        PatternSageState state = PatternSageState.Empty.Apply(
            new ErrorLogged(new InstanceName("mailer", 0), NoModule, SageCase.At.AddMinutes(-3)), MonotonicTime.FromSeconds(1), SageCase.Options.Pattern, NumberMask.Of);
        CaseFile file = (SageCase.File(FaultKind.BudgetSpent) with { Alive = false, ErrorLines = [NoModule] })
            .With(CaseFacts.LastExit, "exit code 1 after 0.4 s").With(CaseFacts.Deployed, "14:01");

        Text(Chain(file, state)).ShouldBe(
            """
            Why did mailer/0 stop? exit code 1 five times in 41 s (last exit: exit code 1 after 0.4 s)
            Why? ModuleNotFoundError: No module named 'x' (1 of the last 1 error line speak of a missing module or file; such lines: 1 time since 14:02, none remembered from before)
            Cause: Why is that so? a part of the worker is missing, as after a broken deployment; a restart cannot cure it (first seen 2026-11-20 14:02; last change of the worker: 14:01)
            """);
    }

    [Fact]
    public void A_chain_is_honest_about_where_the_evidence_ends()
    {
        ImmutableArray<Why> chain = Chain(SageCase.File(FaultKind.Hang), PatternSageState.Empty);

        chain[^1].Answer.ShouldBe("nothing known further down");
        chain.ShouldAllBe(why => !why.Cause);
    }

    [Fact]
    public void A_poison_item_is_the_cause_whatever_the_log_says() =>
        Chain(SageCase.File(FaultKind.BudgetSpent) with { SameTaskDeaths = 3, Task = "spool/17.json", ErrorLines = [NoModule] }, PatternSageState.Empty)
            .Select(why => why.Answer).ShouldBe(
            [
                "exit code 1 five times in 41 s",
                "the same item was in hand at each of the last 3 deaths",
                "the item kills its worker, and each new start takes it up again; a restart cannot cure it",
            ]);

    [Fact]
    public void A_common_cause_names_who_else_is_hit() =>
        Chain(SageCase.File(FaultKind.ErrorBurst) with { AlsoHit = ["indexer"], ErrorLines = ["connection refused by db:5432"] }, PatternSageState.Empty)[^1]
            .ShouldBe(new Why(
                "Why at the same time as others?",
                "indexer has the same trouble: they share something that is down or slow, and the error line names it",
                "2 workers within minutes",
                true));

    [Fact]
    public void A_rhythm_ends_in_a_schedule()
    {
        PatternSageState state = PatternSageState.Empty;
        foreach (int minute in new[] { 0, 62, 126, 189 })
        {
            state = state.Apply(PatternSageTests.Fault("mailer", FaultKind.SlowAnswer), MonotonicTime.FromSeconds(minute * 60), SageCase.Options.Pattern);
        }

        Chain(SageCase.File(FaultKind.SlowAnswer), state)[^1].Answer.ShouldBe("something on a schedule: it comes every 62 to 64 min (4 times)");
    }

    [Fact]
    public void A_server_short_of_memory_names_who_uses_most() =>
        Chain(
            SageCase.File(FaultKind.HostMemory) with { Worker = null, Instance = null },
            PatternSageState.Empty.Apply(SageCase.Pulse(workers: [SageCase.Worker("a", resident: 3L << 30), SageCase.Worker("b", resident: 1L << 30)])))[1]
            .Answer.ShouldBe("a uses most: 3 GiB");

    [Fact]
    public void Every_kind_of_fault_has_a_chain_that_ends_in_a_cause_or_says_that_nothing_is_known()
    {
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            ImmutableArray<Why> chain = Chain(SageCase.File(kind).With(CaseFacts.Connections, "2 established"), PatternSageState.Empty);

            chain.Length.ShouldBeGreaterThanOrEqualTo(2);
            (chain[^1].Cause || chain[^1].Answer == "nothing known further down").ShouldBeTrue(kind.ToString());
            chain.ShouldAllBe(why => why.Question.EndsWith('?') && why.Answer.Length > 0 && why.Evidence.Length > 0);
        }
    }

    private static ImmutableArray<Why> Chain(CaseFile file, PatternSageState state) =>
        RootCause.Chain(file, state, SageCase.At, MonotonicTime.FromSeconds(1000), SageCase.Options.Pattern, NumberMask.Of);

    private static string Text(ImmutableArray<Why> chain) =>
        string.Join('\n', chain.Select(why => $"{(why.Cause ? "Cause: " : string.Empty)}{why.Question} {why.Answer} ({why.Evidence})"));
}
