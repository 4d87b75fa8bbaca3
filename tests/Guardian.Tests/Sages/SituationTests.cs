using Guardian.Faults;
using Guardian.Sages;

namespace Guardian.Tests.Sages;

/// <summary>What a case file says before anybody judges it.</summary>
public sealed class SituationTests
{
    [Fact]
    public void A_hang_that_others_share_has_a_common_cause() => Common().ShouldBeTrue();

    // Seen in the fault campaign: a lone hang with the signature of another was waited for, and then no restart could win a vote.
    [Theory]
    [InlineData("wait")]
    [InlineData("wait+restart")]
    public void Waiting_in_vain_refutes_a_common_cause(string failed) => Common(failed).ShouldBeFalse();

    [Fact]
    public void Another_plan_in_vain_does_not() => Common("restart").ShouldBeTrue();

    private static bool Common(params string[] failed) =>
        Situation.Of(SageCase.File(FaultKind.Hang) with { AlsoHit = ["indexer"], Failed = [.. failed] }).Common;
}
