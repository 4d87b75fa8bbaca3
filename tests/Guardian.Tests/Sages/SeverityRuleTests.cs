using Guardian.Council;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Sages.Incidents;

namespace Guardian.Tests.Sages;

public class SeverityRuleTests
{
    [Theory]
    [InlineData(FaultKind.HostMemory, false, 0, 0, 0, HealthState.Critical, Severity.Critical)]
    [InlineData(FaultKind.Crash, false, 0, 1, 1, HealthState.Dead, Severity.Critical)]      // nothing runs any more
    [InlineData(FaultKind.HostLoad, false, 0, 0, 0, HealthState.Warning, Severity.Medium)]
    [InlineData(FaultKind.HostLoad, false, 0, 0, 0, HealthState.Critical, Severity.High)]
    [InlineData(FaultKind.BudgetSpent, false, 0, 1, 1, HealthState.Warning, Severity.High)] // a worker as a whole
    [InlineData(FaultKind.BudgetSpent, false, 1, 2, 1, HealthState.Warning, Severity.Medium)]
    [InlineData(FaultKind.Crash, true, 1, 2, 2, HealthState.Critical, Severity.High)]       // a critical one below its least
    [InlineData(FaultKind.Hang, true, 2, 2, 1, HealthState.Healthy, Severity.High)]
    [InlineData(FaultKind.Hang, false, 2, 2, 1, HealthState.Healthy, Severity.Medium)]
    [InlineData(FaultKind.ErrorRate, true, 2, 2, 1, HealthState.Warning, Severity.Medium)]
    [InlineData(FaultKind.Leak, false, 2, 2, 1, HealthState.Healthy, Severity.Low)]
    [InlineData(FaultKind.Leak, true, 2, 2, 1, HealthState.Healthy, Severity.Medium)]
    [InlineData(FaultKind.FailureRisk, false, 0, 0, 1, HealthState.Healthy, Severity.Low)]  // stopped as wanted: not down
    public void Severity_follows_what_is_lost(FaultKind kind, bool critical, int running, int desired, int min, HealthState system, Severity expected) =>
        SeverityRule.Of(kind, critical, running, desired, min, system).ShouldBe(expected);

    [Fact]
    public void A_critical_worker_is_never_graded_below_one_that_is_not()
    {
        foreach (FaultKind kind in Enum.GetValues<FaultKind>())
        {
            foreach (int running in new[] { 0, 1, 2 })
            {
                foreach (HealthState system in Enum.GetValues<HealthState>())
                {
                    ((int)SeverityRule.Of(kind, true, running, 2, 1, system)).ShouldBeGreaterThanOrEqualTo((int)SeverityRule.Of(kind, false, running, 2, 1, system));
                }
            }
        }
    }
}
