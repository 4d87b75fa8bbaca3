using Guardian.Faults;
using Guardian.Health;
using Guardian.Tests.Configuration;
using Guardian.Workers;

namespace Guardian.Tests.Health;

public class HealthRulesTests
{
    private static readonly HealthOptions s_options = Example.Worker(
        """
        health {
          heartbeat.file = "beat"
          progress { timeout = 60s, busy-timeout = 600s }
          descriptors = 80%, zombies = 10
          probes { ready.tcp = "x:1", live.tcp = "x:1" }
        }
        """).Health;

    private static readonly InstanceFacts s_well = new()
    {
        Instance = new InstanceName("mailer", 0),
        At = DateTimeOffset.UnixEpoch,
        Alive = true,
        Uptime = TimeSpan.FromHours(1),
        StartedFor = TimeSpan.FromMinutes(59),
        ProcessState = 'S',
        Cpu = 0.2,
        ResidentBytes = 100 << 20,
        Descriptors = 10,
        DescriptorLimit = 1024,
        Zombies = 0,
        HeartbeatAge = TimeSpan.FromSeconds(5),
        ErrorsPerMinute = 0,
        Ready = new ProbeTally { Standing = ProbeStanding.Passing },
        Live = new ProbeTally { Standing = ProbeStanding.Passing },
        ResponseTime = TimeSpan.FromMilliseconds(3),
    };

    [Fact]
    public void A_well_instance_has_nothing_to_say()
    {
        HealthVerdict verdict = HealthRules.Judge(s_well, s_options, HealthHistory.Empty, MonotonicTime.FromSeconds(1));

        (verdict.State, verdict.Score, verdict.IsReady).ShouldBe((HealthState.Healthy, 100, true));
        verdict.Reasons.ShouldBeEmpty();
        verdict.Faults.ShouldBeEmpty();
    }

    public static TheoryData<string, InstanceFacts, HealthState, FaultKind?, string> SignsOfLife() => new()
    {
        { "gone", s_well with { Alive = false }, HealthState.Dead, null, "the process is gone" },
        { "zombie", s_well with { ProcessState = 'Z' }, HealthState.Dead, FaultKind.Zombie, "the main process is a zombie" },
        { "trigger", s_well with { WatchdogTriggered = true }, HealthState.Critical, FaultKind.Hang, "the worker says it hangs (WATCHDOG=trigger)" },
        { "heartbeat", s_well with { HeartbeatAge = Seconds(121) }, HealthState.Critical, FaultKind.Hang, "no heartbeat for 2.02 min, limit 120 s" },
        { "no heartbeat file", s_well with { HeartbeatAge = null }, HealthState.Critical, FaultKind.Hang, "no heartbeat for 60 min, limit 120 s" },
        { "watchdog", s_well with { WatchdogPeriod = Seconds(20), WatchdogAge = Seconds(20.5) }, HealthState.Critical, FaultKind.Hang, "no WATCHDOG=1 for 20.5 s, period 20 s" },
        { "live", s_well with { Live = Failing("refused") }, HealthState.Critical, FaultKind.ProbeFailed, "live probe: refused" },
        { "ready", s_well with { Ready = Failing("busy") }, HealthState.Warning, null, "not ready: busy" },
        { "progress", s_well with { ProgressAge = Seconds(61) }, HealthState.Critical, FaultKind.NoProgress, "no progress for 61 s, limit 60 s" },
        { "busy", s_well with { Busy = true, BusyFor = Seconds(601) }, HealthState.Critical, FaultKind.NoProgress, "busy without progress for 10.02 min, limit 10 min" },
    };

    [Theory]
    [MemberData(nameof(SignsOfLife))]
    public void Signs_of_life_act_at_once(string rule, InstanceFacts facts, HealthState state, FaultKind? kind, string reason)
    {
        HealthVerdict verdict = HealthRules.Judge(facts, s_options, HealthHistory.Empty, MonotonicTime.FromSeconds(1));

        verdict.State.ShouldBe(state, rule);
        verdict.Reasons.ShouldBe([reason]);
        verdict.Faults.Select(fault => (FaultKind?)fault.Kind).ShouldBe(kind is null ? [] : [kind]);
        verdict.Raised.ShouldBe(verdict.Faults);
    }

    public static TheoryData<string, InstanceFacts> Fine() => new()
    {
        { "heartbeat at its limit", s_well with { HeartbeatAge = Seconds(120) } },
        { "heartbeat of an earlier process", s_well with { Uptime = Seconds(100), StartedFor = Seconds(99), HeartbeatAge = TimeSpan.FromDays(1) } },
        { "watchdog at its period", s_well with { WatchdogPeriod = Seconds(20), WatchdogAge = Seconds(20) } },
        { "watchdog off", s_well with { WatchdogPeriod = null, WatchdogAge = Seconds(9999) } },
        { "no progress, but busy by its own word", s_well with { Busy = true, BusyFor = Seconds(300), ProgressAge = Seconds(500) } },
        { "busy for long, but getting on", s_well with { Busy = true, BusyFor = Seconds(6000), ProgressAge = Seconds(1) } },
        { "progress never announced", s_well with { ProgressAge = null } },
        { "descriptors not readable", s_well with { Descriptors = -1 } },
        { "nothing readable", s_well with { Cpu = null, ResidentBytes = null, Descriptors = null, Zombies = null, ErrorsPerMinute = null, ResponseTime = null } },
    };

    [Theory]
    [MemberData(nameof(Fine))]
    public void What_is_within_its_limit_or_not_known_is_no_fault(string what, InstanceFacts facts) =>
        HealthRules.Judge(facts, s_options, HealthHistory.Empty, MonotonicTime.FromSeconds(1)).State.ShouldBe(HealthState.Healthy, what);

    public static TheoryData<string, InstanceFacts, InstanceFacts, HealthState, FaultKind, string> Figures() => new()
    {
        { "A3 memory", s_well with { ResidentBytes = 1100L << 20 }, s_well with { ResidentBytes = 1L << 30 }, HealthState.Critical, FaultKind.MemoryOver, "memory 1.07 GiB, over the limit of 1 GiB" },
        { "A3 cpu", s_well with { Cpu = 0.81 }, s_well with { Cpu = 0.8 }, HealthState.Warning, FaultKind.CpuOver, "processor use 81 % of a core, over the limit of 80 % of a core" },
        { "A3 descriptors", s_well with { Descriptors = 900 }, s_well with { Descriptors = 819 }, HealthState.Warning, FaultKind.DescriptorsOver, "open descriptors 87.89 %, over the limit of 80 %" },
        { "A2 zombie children", s_well with { Zombies = 11 }, s_well with { Zombies = 10 }, HealthState.Warning, FaultKind.ZombieChildren, "zombie children 11, over the limit of 10" },
        { "A18 error rate", s_well with { ErrorsPerMinute = 0.4 }, s_well with { ErrorsPerMinute = 0.3 }, HealthState.Warning, FaultKind.ErrorRate, "error lines 0.4 per min, over the limit of 0.3 per min" },
        { "A5 response time", s_well with { ResponseTime = Seconds(31) }, s_well with { ResponseTime = Seconds(30) }, HealthState.Warning, FaultKind.SlowAnswer, "response time 31 s, over the limit of 30 s" },
    };

    [Theory]
    [MemberData(nameof(Figures))]
    public void Figures_act_when_over_their_limit_three_times_in_two_minutes(
        string rule, InstanceFacts over, InstanceFacts atLimit, HealthState state, FaultKind kind, string reason)
    {
        Check(atLimit, times: 10).State.ShouldBe(HealthState.Healthy, $"{rule}: at its limit");
        Check(over, times: 2).State.ShouldBe(HealthState.Healthy, $"{rule}: not confirmed yet");

        HealthVerdict verdict = Check(over, times: 3);
        verdict.State.ShouldBe(state, rule);
        verdict.Faults.Single().ShouldBe(new Fault(kind, "mailer", new InstanceName("mailer", 0), reason, DateTimeOffset.UnixEpoch));

        Check(over with { StartedFor = TimeSpan.FromSeconds(29) }, times: 10).State.ShouldBe(HealthState.Healthy, $"{rule}: in its grace");
    }

    [Fact]
    public void A_fault_is_raised_once_stands_until_its_figure_is_well_below_the_limit_and_is_cleared_once()
    {
        (double Cpu, string Told)[] story =
        [
            (0.9, ""), (0.9, ""), (0.9, "raised CpuOver"), (0.9, ""), (0.75, ""), (0.71, "cleared CpuOver"), (0.9, ""),
        ];
        HealthHistory history = HealthHistory.Empty;
        foreach ((int check, (double cpu, string told)) in story.Index())
        {
            HealthVerdict verdict = HealthRules.Judge(s_well with { Cpu = cpu }, s_options, history, MonotonicTime.FromSeconds(30 * check));
            history = verdict.History;
            string.Concat(verdict.Raised.Select(fault => $"raised {fault.Kind}").Concat(verdict.Cleared.Select(kind => $"cleared {kind}"))).ShouldBe(told, $"check {check}");
        }
    }

    [Fact]
    public void A_standing_fault_says_when_its_figure_is_near_or_no_longer_known()
    {
        HealthHistory over = Check(s_well with { Cpu = 0.9 }, times: 3).History;

        HealthRules.Judge(s_well with { Cpu = 0.75 }, s_options, over, MonotonicTime.FromSeconds(120)).Reasons.ShouldBe(["processor use 75 % of a core, still near the limit of 80 % of a core"]);
        HealthRules.Judge(s_well with { Cpu = null }, s_options, over, MonotonicTime.FromSeconds(120)).Reasons.ShouldBe(["processor use not readable now, was over the limit of 80 % of a core"]);
    }

    [Fact]
    public void While_it_starts_only_start_up_and_death_are_judged()
    {
        InstanceFacts starting = s_well with
        {
            StartedFor = null, Uptime = Seconds(60), HeartbeatAge = null, WatchdogPeriod = Seconds(1), WatchdogAge = Seconds(60), Live = Failing("not up"),
        };

        HealthVerdict verdict = HealthRules.Judge(starting, s_options, HealthHistory.Empty, MonotonicTime.FromSeconds(1));

        (verdict.State, verdict.IsReady).ShouldBe((HealthState.Healthy, false));
        HealthRules.Judge(starting with { ProcessState = 'Z' }, s_options, HealthHistory.Empty, MonotonicTime.FromSeconds(1)).State.ShouldBe(HealthState.Dead);
        HealthRules.Judge(starting with { Startup = Failing("refused") }, s_options, HealthHistory.Empty, MonotonicTime.FromSeconds(1)).Faults.Single()
            .ShouldSatisfyAllConditions(fault => fault.Kind.ShouldBe(FaultKind.ProbeFailed), fault => fault.Reason.ShouldBe("startup probe: refused"));
    }

    [Theory]
    [InlineData(true, 90.0, null, false)]
    [InlineData(true, 91.0, null, true)]
    [InlineData(true, 91.0, 200.0, false)] // EXTEND_TIMEOUT_USEC
    [InlineData(true, 201.0, 200.0, true)]
    [InlineData(true, 60.0, 50.0, false)] // counts only past the original limit
    [InlineData(false, 9999.0, null, false)] // nobody waits for a word: up-after decides
    public void A_start_that_never_ends_is_a_fault(bool notify, double uptime, double? extendedTo, bool fault)
    {
        InstanceFacts starting = s_well with { StartedFor = null, Uptime = Seconds(uptime), StartExtendedTo = extendedTo is { } to ? Seconds(to) : null };

        HealthVerdict verdict = HealthRules.Judge(starting, s_options with { Notify = notify }, HealthHistory.Empty, MonotonicTime.FromSeconds(1));

        verdict.Faults.Select(found => found.Kind).ShouldBe(fault ? [FaultKind.NotReady] : []);
    }

    [Fact]
    public void Several_findings_lower_the_score_and_the_worst_one_names_the_state()
    {
        HealthVerdict verdict = Check(s_well with { Cpu = 2, ErrorsPerMinute = 9, ResidentBytes = 2L << 30, HeartbeatAge = Seconds(200), WatchdogTriggered = true }, times: 3);

        verdict.State.ShouldBe(HealthState.Critical);
        verdict.Score.ShouldBe(1);
        verdict.Reasons.Count.ShouldBe(5);
        verdict.Faults.Select(fault => fault.Kind).ShouldBe([FaultKind.Hang, FaultKind.MemoryOver, FaultKind.CpuOver, FaultKind.ErrorRate]);
    }

    [Theory]
    // uptime, READY=1, startup, notify: started (up-after 1 s)
    [InlineData(0.9, false, ProbeStanding.Off, false, false)]
    [InlineData(1.0, false, ProbeStanding.Off, false, true)]
    [InlineData(0.1, true, ProbeStanding.Off, false, true)]
    [InlineData(9.0, false, ProbeStanding.Off, true, false)]
    [InlineData(0.1, true, ProbeStanding.Off, true, true)]
    [InlineData(9.0, true, ProbeStanding.Undecided, false, false)]
    [InlineData(9.0, true, ProbeStanding.Failing, false, false)]
    [InlineData(0.1, false, ProbeStanding.Passing, false, true)]
    [InlineData(9.0, false, ProbeStanding.Passing, true, false)]
    [InlineData(0.1, true, ProbeStanding.Passing, true, true)]
    public void Started_is_what_the_best_witness_says(double uptime, bool saidReady, ProbeStanding startup, bool notify, bool started) =>
        StartRule.IsStarted(Seconds(uptime), saidReady, startup, TimeSpan.FromSeconds(1), notify).ShouldBe(started);

    [Theory]
    [InlineData("0.3/min", 0.3)]
    [InlineData("2/s", 120.0)]
    [InlineData("30 / h", 0.5)]
    [InlineData("1440/d", 1.0)]
    [InlineData("0/min", null)]
    [InlineData("-1/min", null)]
    [InlineData("1/week", null)]
    [InlineData("1", null)]
    [InlineData("NaN/min", null)]
    [InlineData("1e3/min", null)]
    public void Rates_are_read_per_minute(string text, double? perMinute) => Rate.PerMinute(text).ShouldBe(perMinute);

    [Theory]
    [InlineData(HealthState.Healthy, 90, 100)]
    [InlineData(HealthState.Warning, 40, 89)]
    [InlineData(HealthState.Critical, 1, 39)]
    [InlineData(HealthState.Dead, 0, 0)]
    public void A_score_never_contradicts_its_state(HealthState state, int least, int most)
    {
        for (int warnings = 0; warnings < 10; warnings++)
        {
            for (int criticals = 0; criticals < 10; criticals++)
            {
                HealthScore.Of(state, warnings, criticals).ShouldBeInRange(least, most);
            }
        }

        HealthScore.Clamp(state, -1000).ShouldBe(least);
        HealthScore.Clamp(state, 1000).ShouldBe(most);
    }

    private static HealthVerdict Check(InstanceFacts facts, int times)
    {
        HealthVerdict? verdict = null;
        for (int check = 0; check < times; check++)
        {
            verdict = HealthRules.Judge(facts, s_options, verdict?.History ?? HealthHistory.Empty, MonotonicTime.FromSeconds(30 * check));
        }

        return verdict!;
    }

    private static ProbeTally Failing(string reason) => new() { Standing = ProbeStanding.Failing, LastFailure = reason };

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
