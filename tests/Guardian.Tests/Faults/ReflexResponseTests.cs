using Guardian.Faults;

namespace Guardian.Tests.Faults;

public class ReflexResponseTests
{
    [Fact]
    public void Every_kind_of_fault_has_its_answer()
    {
        Dictionary<FaultKind, ReflexResponse> table = new()
        {
            [FaultKind.Crash] = new ReflexResponse.Report(),
            [FaultKind.Hang] = new ReflexResponse.Restart(AbortFirst: true),
            [FaultKind.NoProgress] = new ReflexResponse.Restart(AbortFirst: true),
            [FaultKind.MemoryOver] = new ReflexResponse.GracefulRestart(),
            [FaultKind.CpuOver] = new ReflexResponse.Report(),
            [FaultKind.DescriptorsOver] = new ReflexResponse.Report(),
            [FaultKind.ErrorRate] = new ReflexResponse.Report(),
            [FaultKind.SlowAnswer] = new ReflexResponse.Report(),
            [FaultKind.ProbeFailed] = new ReflexResponse.Restart(AbortFirst: true),
            [FaultKind.Zombie] = new ReflexResponse.Restart(AbortFirst: false),
            [FaultKind.ZombieChildren] = new ReflexResponse.Report(),
            [FaultKind.NotReady] = new ReflexResponse.Restart(AbortFirst: false),
            [FaultKind.BudgetSpent] = new ReflexResponse.Report(),
            [FaultKind.CannotStart] = new ReflexResponse.Report(),
            [FaultKind.Leak] = new ReflexResponse.Report(),
            [FaultKind.ErrorBurst] = new ReflexResponse.Report(),
            [FaultKind.StuckConnection] = new ReflexResponse.Report(),
            [FaultKind.HostMemory] = new ReflexResponse.Report(),
            [FaultKind.HostLoad] = new ReflexResponse.Report(),
            [FaultKind.FailureRisk] = new ReflexResponse.Report(),
            [FaultKind.Unrestartable] = new ReflexResponse.Report(),
            [FaultKind.Requested] = new ReflexResponse.Report(),
        };

        table.Keys.ShouldBe(Enum.GetValues<FaultKind>(), ignoreOrder: true);
        foreach ((FaultKind kind, ReflexResponse response) in table)
        {
            new ReflexResponder().Respond(new Fault(kind, "mailer", null, "because", DateTimeOffset.UnixEpoch)).ShouldBe(response, $"{kind}");
        }
    }
}
