using Guardian.Health;
using Guardian.Hocon;
using Guardian.Tests.Configuration;

namespace Guardian.Tests.Health;

public class HostHealthTests
{
    private static readonly HostOptions s_options = Example.Load("", new ConfigProblems()).Host;

    [Fact]
    public void Facts_come_from_two_samples()
    {
        HostSample earlier = new(4, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(400), 1000, 600, 2, null, null);
        HostSample later = earlier with { CpuBusy = TimeSpan.FromSeconds(130), CpuTotal = TimeSpan.FromSeconds(440), MemoryAvailable = 100 };

        HostFacts.From(earlier, later).ShouldBe(new HostFacts(0.75, 0.9, 0.5));
        HostFacts.From(null, later).Cpu.ShouldBeNull();
        HostFacts.From(later, later).Cpu.ShouldBeNull();
        HostFacts.From(earlier, new(0, null, null, null, null, null, null, null)).ShouldBe(new HostFacts(null, null, null));
    }

    [Theory]
    [InlineData(0.5, 0.86, 0.5, HealthState.Critical, "memory of the server 86 %, limit 85 %")]
    [InlineData(0.81, 0.5, 0.5, HealthState.Warning, "processors of the server 81 %, limit 80 %")]
    [InlineData(0.5, 0.5, 2.1, HealthState.Warning, "load of the server 2.1 per processor, limit 2 per processor")]
    [InlineData(0.8, 0.85, 2.0, HealthState.Healthy, null)]
    [InlineData(null, null, null, HealthState.Healthy, null)]
    public void A_limit_counts_when_it_was_crossed_three_times_in_two_minutes(double? cpu, double? memory, double? load, HealthState state, string? reason)
    {
        HostVerdict? verdict = null;
        for (int check = 0; check < 3; check++)
        {
            verdict?.State.ShouldBe(HealthState.Healthy, "not confirmed yet");
            verdict = HostHealth.Judge(new HostFacts(cpu, memory, load), s_options, verdict?.History ?? HostHistory.Empty, MonotonicTime.FromSeconds(30 * check));
        }

        verdict!.State.ShouldBe(state);
        verdict.Reasons.ShouldBe(reason is null ? [] : [reason]);
        verdict.Score.ShouldBe(HealthScore.Of(state, state is HealthState.Warning ? 1 : 0, state is HealthState.Critical ? 1 : 0));
    }
}
