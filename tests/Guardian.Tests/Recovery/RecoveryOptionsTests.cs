using Guardian.Tests.Configuration;

namespace Guardian.Tests.Recovery;

public sealed class RecoveryOptionsTests
{
    [Theory]
    [InlineData("mode = perhaps", "mode = perhaps: must be one of act, recommend")]
    [InlineData("attempts = 0", "attempts = 0: must be 1 to 10")]
    [InlineData("attempts = 11", "attempts = 11: must be 1 to 10")]
    [InlineData("verify-within = 0s", "verify-within = 0s: must be longer than zero")]
    [InlineData("parallel = 0", "parallel = 0: must be 1 to 100")]
    [InlineData("parallel = 101", "parallel = 101: must be 1 to 100")]
    [InlineData("action-timeout = 0s, wait = 0s", "action-timeout = 0s: must be longer than zero")]
    [InlineData("wait = 120s", "wait = 2m: must be shorter than action-timeout, or the action wait never ends well")]
    [InlineData("brake.worker = 0%", "brake.worker = 0: must be over 0 % to 100 %")]
    [InlineData("brake.all = 101%", "brake.all = 1.01: must be over 0 % to 100 %")]
    [InlineData("common-cause.workers = 1", "common-cause.workers = 1: must be 2 to 1000")]
    [InlineData("common-cause.workers = 1001", "common-cause.workers = 1001: must be 2 to 1000")]
    [InlineData("common-cause.within = 0s", "common-cause.within = 0s: must be longer than zero")]
    [InlineData("evidence.lines = 1001", "evidence.lines = 1001: must be 0 to 1000")]
    [InlineData("evidence.timeout = 0s", "evidence.timeout = 0s: must be longer than zero")]
    [InlineData("atempts = 3", "atempts = : unknown key, did you mean 'attempts'?")]
    public void What_is_out_of_range_is_refused_with_its_path(string wish, string problem) =>
        Example.ProblemsOf($"guardian.recovery {{ {wish} }}").ShouldContain("guardian.recovery." + problem);

    [Theory]
    [InlineData("attempts = 1")]
    [InlineData("attempts = 10")]
    [InlineData("cooldown = 0s")]
    [InlineData("settle = 0s")]
    [InlineData("wait = 0s")]
    [InlineData("wait = 119s")]
    [InlineData("parallel = 100")]
    [InlineData("brake { worker = 100%, all = 1% }")]
    [InlineData("common-cause.workers = 2")]
    [InlineData("evidence.lines = 0")]
    [InlineData("mode = recommend")]
    public void The_ends_of_the_ranges_are_allowed(string wish) => Example.ProblemsOf($"guardian.recovery {{ {wish} }}").ShouldBeEmpty();

    [Theory]
    [InlineData("never = [dance]", "never = dance: must be one of wait, connection_reset, memory_cleanup, quarantine, scale_up, scale_down, graceful_restart, restart, hard_restart, relocate, drain_node, stop, stop_all")]
    [InlineData("never = [escalate]", "never = escalate: must be one of wait, connection_reset, memory_cleanup, quarantine, scale_up, scale_down, graceful_restart, restart, hard_restart, relocate, drain_node, stop, stop_all")]
    [InlineData("hook-timeout = 0s", "hook-timeout = 0s: must be longer than zero")]
    [InlineData("hooks.\"Not so\" = [x]", "hooks.\"Not so\" = Not so: the name must be lower-case letters, digits, '-' and '_', at most 40")]
    [InlineData("memory-cleanup.signal = SIGX", "memory-cleanup.signal = SIGX: must be a signal such as SIGUSR1, or its number from 1 to 64")]
    public void What_a_worker_may_not_say_is_refused_with_its_path(string wish, string problem) =>
        Example.ProblemsOf($$"""guardian.workers.w { command = ["x"], recovery { {{wish}} } }""").ShouldContain("guardian.workers.w.recovery." + problem);

    [Fact]
    public void A_hook_of_the_definition_may_be_forbidden_by_its_name() =>
        Example.ProblemsOf("""guardian.workers.w { command = ["x"], recovery { hooks.clean = [x], never = ["hook:clean"] } }""").ShouldBeEmpty();
}
