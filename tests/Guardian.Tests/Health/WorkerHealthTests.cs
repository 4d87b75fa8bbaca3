using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Guardian.Health;
using Guardian.Workers;

namespace Guardian.Tests.Health;

public class WorkerHealthTests
{
    [Theory]
    // instances as letters (S starting, H healthy, W warning, C critical, D dead, - stopped), desired, min: state
    [InlineData("", 0, 1, WorkerState.Stopped)]
    [InlineData("--", 0, 1, WorkerState.Stopped)]
    [InlineData("H", 1, 1, WorkerState.Healthy)]
    [InlineData("W", 1, 1, WorkerState.Warning)]
    [InlineData("C", 1, 1, WorkerState.Critical)]
    [InlineData("D", 1, 1, WorkerState.Dead)]
    [InlineData("S", 1, 1, WorkerState.Starting)]
    [InlineData("", 1, 1, WorkerState.Dead)] // wanted but not there
    [InlineData("HHH", 3, 2, WorkerState.Healthy)]
    [InlineData("HHD", 3, 2, WorkerState.Warning)]
    [InlineData("HH", 3, 2, WorkerState.Warning)] // one is missing
    [InlineData("HHS", 3, 2, WorkerState.Healthy)] // scaling up is no trouble
    [InlineData("HSS", 3, 2, WorkerState.Starting)]
    [InlineData("HSD", 3, 2, WorkerState.Critical)]
    [InlineData("HDD", 3, 2, WorkerState.Critical)]
    [InlineData("DDD", 3, 2, WorkerState.Dead)]
    [InlineData("DDS", 3, 2, WorkerState.Critical)]
    [InlineData("CCD", 3, 2, WorkerState.Critical)]
    [InlineData("HW", 2, 2, WorkerState.Warning)]
    [InlineData("HH-", 2, 2, WorkerState.Healthy)] // one was scaled in
    [InlineData("H", 1, 5, WorkerState.Healthy)] // min never asks for more than is wanted
    [InlineData("HD", 2, 0, WorkerState.Warning)]
    [InlineData("DD", 2, 0, WorkerState.Dead)] // none at all is never fine
    public void N_of_m_instances_make_the_state(string instances, int desired, int min, WorkerState state) =>
        WorkerHealth.Combine(Instances(instances), desired, min).State.ShouldBe(state);

    [Fact]
    public void Reasons_say_how_many_and_name_the_instances_worst_first()
    {
        WorkerHealth.Combine(
            [
                new(new("mailer", 0), WorkerState.Warning, 80, ["processor use 90 %"]),
                new(new("mailer", 1), WorkerState.Dead, 0, ["exit code 1"]),
                new(new("mailer", 2), WorkerState.Starting, 100, []),
            ],
            desired: 3,
            min: 2).Reasons.ShouldBe(["1 of 3 instances healthy, 2 needed, 1 starting", "mailer/1: exit code 1", "mailer/0: processor use 90 %"]);
    }

    [Fact]
    public void A_thousand_instances_do_not_say_everything_a_thousand_times()
    {
        ValueArray<string> reasons = WorkerHealth.Combine([.. Enumerable.Range(0, 1000).Select(at => new InstanceHealth(new("w", at), WorkerState.Dead, 0, ["x"]))], 1000, 1).Reasons;

        reasons.Count.ShouldBe(WorkerHealth.MaxReasons);
        reasons[^1].ShouldBe("and 982 more");
    }

    [Fact]
    public void A_worse_instance_never_makes_a_worker_better()
    {
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
            Gen.Elements('S', 'H', 'W', 'C', 'D').ArrayOf(6).ToArbitrary(), Gen.Choose(0, 5).ToArbitrary(), Gen.Choose(0, 6).ToArbitrary(), (letters, which, min) =>
        {
            char[] worse = [.. letters];
            worse[which] = 'D';
            WorkerVerdict before = WorkerHealth.Combine(Instances(new string(letters)), 6, min);
            WorkerVerdict after = WorkerHealth.Combine(Instances(new string(worse)), 6, min);
            return Rank(after.State) >= Rank(before.State) && (after.State == WorkerState.Starting || after.Score <= before.Score);
        }));

        static int Rank(WorkerState state) => state is WorkerState.Starting ? (int)WorkerState.Warning : (int)state;
    }

    [Theory]
    [InlineData(false, HealthState.Healthy, WorkerState.Starting)]
    [InlineData(false, HealthState.Critical, WorkerState.Critical)]
    [InlineData(true, HealthState.Healthy, WorkerState.Healthy)]
    [InlineData(true, HealthState.Warning, WorkerState.Warning)]
    [InlineData(true, HealthState.Critical, WorkerState.Critical)]
    [InlineData(true, HealthState.Dead, WorkerState.Dead)]
    public void An_instance_is_starting_until_it_has_started_unless_something_is_wrong(bool started, HealthState found, WorkerState state)
    {
        HealthVerdict verdict = new(found, 50, [], [], [], [], HealthHistory.Empty) { IsReady = false };

        InstanceHealth.Of(new("w", 0), started, verdict).State.ShouldBe(state);
    }

    [Theory]
    // workers: letter, upper case for a critical worker; host; state
    [InlineData("", "", HealthState.Healthy)]
    [InlineData("h H", "", HealthState.Healthy)]
    [InlineData("h s", "", HealthState.Healthy)]
    [InlineData("h w", "", HealthState.Warning)]
    [InlineData("h d", "", HealthState.Warning)]
    [InlineData("h c", "", HealthState.Warning)]
    [InlineData("h C", "", HealthState.Critical)]
    [InlineData("h D", "", HealthState.Critical)]
    [InlineData("d D", "", HealthState.Dead)]
    [InlineData("d d -", "", HealthState.Dead)]
    [InlineData("- -", "", HealthState.Healthy)]
    [InlineData("h", "cpu", HealthState.Warning)]
    [InlineData("h", "memory", HealthState.Critical)]
    public void The_system_is_as_well_as_its_critical_workers_and_its_host(string workers, string host, HealthState state)
    {
        ImmutableArray<WorkerSummary> summaries =
            [.. workers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((letter, at) => Summary($"w{at}", letter[0]))];
        HostVerdict verdict = new(
            host switch { "cpu" => HealthState.Warning, "memory" => HealthState.Critical, _ => HealthState.Healthy }, 50, host.Length == 0 ? [] : [host], HostHistory.Empty);

        SystemVerdict system = SystemHealth.Combine(summaries, verdict);

        system.State.ShouldBe(state);
        system.Score.ShouldBe(HealthScore.Clamp(state, system.Score));
        (system.Reasons.Count > 0).ShouldBe(state != HealthState.Healthy || workers.Contains('s', StringComparison.Ordinal));
    }

    [Fact]
    public void A_critical_worker_weighs_more_in_the_score()
    {
        int critical = SystemHealth.Combine([new("a", WorkerState.Warning, 40, true), new("b", WorkerState.Healthy, 100, false)], null).Score;
        int other = SystemHealth.Combine([new("a", WorkerState.Warning, 40, false), new("b", WorkerState.Healthy, 100, false)], null).Score;

        (critical, other).ShouldBe((55, 70));
    }

    private static WorkerSummary Summary(string name, char letter)
    {
        InstanceHealth instance = Instances(char.ToUpperInvariant(letter).ToString())[0];
        return new(name, instance.State, instance.Score, char.IsUpper(letter));
    }

    private static ImmutableArray<InstanceHealth> Instances(string letters) =>
    [
        .. letters.Select((letter, at) => letter switch
        {
            'S' => new InstanceHealth(new("w", at), WorkerState.Starting, 100, []),
            'H' => new(new("w", at), WorkerState.Healthy, 100, []),
            'W' => new(new("w", at), WorkerState.Warning, 80, ["warned"]),
            'C' => new(new("w", at), WorkerState.Critical, 30, ["bad"]),
            'D' => new(new("w", at), WorkerState.Dead, 0, ["gone"]),
            _ => new(new("w", at), WorkerState.Stopped, 100, []),
        }),
    ];
}
