using Guardian.Tests.Configuration;
using Guardian.Workers;

namespace Guardian.Tests.Workers;

public class RestartPolicyTests
{
    private static readonly RestartOptions s_options = Example.Worker().Restart with { Jitter = 0 };

    [Fact]
    public void The_first_crash_is_restarted_at_once_and_later_ones_with_growing_delays_until_the_budget_is_spent()
    {
        (RestartVerdict[] verdicts, _) = Crash(times: 6, lifeSeconds: 0.1, s_options);

        verdicts[..5].Cast<RestartVerdict.Restart>().Select(restart => restart.Delay.TotalSeconds).ShouldBe([0, 1, 2, 4, 8]);
        verdicts[..5].Cast<RestartVerdict.Restart>().Select(restart => restart.Attempt).ShouldBe([1, 2, 3, 4, 5]);
        RestartVerdict.GiveUp gaveUp = verdicts[5].ShouldBeOfType<RestartVerdict.GiveUp>();
        gaveUp.RetryAfter.ShouldBe(TimeSpan.FromSeconds(60));
        gaveUp.Reason.ShouldBe("exit code 1 after 100 ms; 5 restarts within 60 s, budget spent; next try in 60 s");
        verdicts[2].Reason.ShouldBe("exit code 1 after 100 ms; restart 3 in 2 s (3 of 5 within 60 s)");
        verdicts[0].Reason.ShouldBe("exit code 1 after 100 ms; restart 1 at once (1 of 5 within 60 s)");
    }

    [Theory]
    [InlineData(60.0, false)] // the oldest restart is exactly one window old: it still counts
    [InlineData(60.001, true)] // it has left the window
    public void A_restart_exactly_one_window_old_still_counts(double secondsAfterTheFirst, bool restarts)
    {
        RestartHistory history = new() { Crashes = [.. Enumerable.Range(0, 5).Select(at => MonotonicTime.FromSeconds(at))], Streak = 5 };

        RestartVerdict verdict = RestartPolicy.Judge(history, Crashed(), MonotonicTime.FromSeconds(secondsAfterTheFirst), s_options, new Random(1));

        (verdict is RestartVerdict.Restart).ShouldBe(restarts);
    }

    [Fact]
    public void The_life_after_giving_up_goes_on_with_the_streak_and_gives_up_again_while_the_window_is_full()
    {
        RestartOptions impatient = s_options with { ResetAfter = TimeSpan.FromSeconds(10), Cap = TimeSpan.FromSeconds(5) };
        (RestartVerdict[] verdicts, RestartHistory history) = Crash(times: 6, lifeSeconds: 0, impatient);
        verdicts[5].ShouldBeOfType<RestartVerdict.GiveUp>().RetryAfter.ShouldBe(TimeSpan.FromSeconds(10));

        MonotonicTime retry = MonotonicTime.FromSeconds(0 + 1 + 2 + 4 + 5 + 10);
        RestartVerdict again = RestartPolicy.Judge(history, Crashed(), retry, impatient, new Random(1));

        again.ShouldBeOfType<RestartVerdict.GiveUp>();
        again.History.Streak.ShouldBe(7);
    }

    [Fact]
    public void Giving_up_never_pauses_for_less_than_the_delay_that_was_due()
    {
        RestartOptions slow = s_options with { Cap = TimeSpan.FromHours(1), Budget = s_options.Budget with { Within = TimeSpan.FromHours(9) } };
        RestartHistory history = new() { Crashes = [.. Enumerable.Repeat(MonotonicTime.FromSeconds(0), 5)], Streak = 10 };

        RestartVerdict verdict = RestartPolicy.Judge(history, Crashed(), MonotonicTime.FromSeconds(1), slow, new Random(1));

        verdict.ShouldBeOfType<RestartVerdict.GiveUp>().RetryAfter.ShouldBe(TimeSpan.FromSeconds(512));
    }

    [Theory]
    [InlineData(0, 59.9, 4)] // not healthy for long enough
    [InlineData(0, 60, 1)] // reset-after
    [InlineData(20, 199, 4)] // ten times the last delay is longer than reset-after
    [InlineData(20, 200, 1)]
    public void A_stable_life_sets_the_delay_back(double lastDelay, double healthySeconds, int attempt)
    {
        RestartHistory history = new() { Streak = 3, LastDelay = TimeSpan.FromSeconds(lastDelay) };
        LifeEnd end = Crashed() with { Up = TimeSpan.FromSeconds(healthySeconds), Healthy = TimeSpan.FromSeconds(healthySeconds) };

        RestartVerdict verdict = RestartPolicy.Judge(history, end, MonotonicTime.FromSeconds(1000), s_options, new Random(1));

        verdict.ShouldBeOfType<RestartVerdict.Restart>().Attempt.ShouldBe(attempt);
    }

    [Fact]
    public void A_stable_life_does_not_empty_the_budget_of_a_long_window()
    {
        RestartOptions hourly = s_options with { Budget = new() { Restarts = 2, Within = TimeSpan.FromHours(10) } };
        RestartHistory history = RestartHistory.Empty;
        List<RestartVerdict> verdicts = [];
        for (int hour = 1; hour <= 3; hour++)
        {
            LifeEnd stable = Crashed() with { Up = TimeSpan.FromHours(1), Healthy = TimeSpan.FromHours(1) };
            verdicts.Add(RestartPolicy.Judge(history, stable, MonotonicTime.FromSeconds(3600 * hour), hourly, new Random(1)));
            history = verdicts[^1].History;
        }

        verdicts.Select(verdict => verdict.GetType().Name).ShouldBe(["Restart", "Restart", "GiveUp"]);
    }

    [Theory]
    // mode, exit code (-1 unknown, -9 signal), kind of verdict
    [InlineData(RestartMode.Always, 0, "Restart")]
    [InlineData(RestartMode.Always, 1, "Restart")]
    [InlineData(RestartMode.Always, -1, "Restart")]
    [InlineData(RestartMode.Always, -9, "Restart")]
    [InlineData(RestartMode.Always, 10, "Done")]
    [InlineData(RestartMode.Always, 20, "Restart")]
    [InlineData(RestartMode.Always, 78, "Never")]
    [InlineData(RestartMode.OnFailure, 0, "Done")]
    [InlineData(RestartMode.OnFailure, 1, "Restart")]
    [InlineData(RestartMode.OnFailure, -1, "Restart")]
    [InlineData(RestartMode.OnFailure, -9, "Restart")]
    [InlineData(RestartMode.OnFailure, 10, "Done")]
    [InlineData(RestartMode.OnFailure, 20, "Restart")]
    [InlineData(RestartMode.OnFailure, 78, "Never")]
    [InlineData(RestartMode.Never, 0, "Done")]
    [InlineData(RestartMode.Never, 1, "Never")]
    [InlineData(RestartMode.Never, -1, "Never")]
    [InlineData(RestartMode.Never, -9, "Never")]
    [InlineData(RestartMode.Never, 10, "Done")]
    [InlineData(RestartMode.Never, 20, "Restart")]
    [InlineData(RestartMode.Never, 78, "Never")]
    public void The_mode_decides_where_no_exit_code_list_does(RestartMode mode, int code, string verdict)
    {
        RestartOptions options = s_options with { Mode = mode, ExitCodes = new() { Done = [10], Retry = [20], Never = [78] } };
        LifeEnd end = Crashed() with { Exit = code switch { -1 => ExitStatus.Unknown, -9 => ExitStatus.Signalled(9), _ => ExitStatus.Exited(code) } };

        RestartVerdict judged = RestartPolicy.Judge(RestartHistory.Empty, end, MonotonicTime.FromSeconds(1), options, new Random(1));

        judged.GetType().Name.ShouldBe(verdict);
        judged.Reason.ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [InlineData(EndCause.Own, 78, RestartMode.Always, "Never")]
    [InlineData(EndCause.Fault, 78, RestartMode.Always, "Restart")] // an exit code after our own signal is not the worker's word
    [InlineData(EndCause.Fault, 0, RestartMode.OnFailure, "Restart")]
    [InlineData(EndCause.Fault, 1, RestartMode.Never, "Never")]
    [InlineData(EndCause.Restart, 78, RestartMode.Never, "Restart")]
    [InlineData(EndCause.Stop, 1, RestartMode.Always, "Done")]
    public void Who_ended_it_goes_before_how_it_ended(EndCause cause, int code, RestartMode mode, string verdict)
    {
        LifeEnd end = Crashed(code) with { Cause = cause };

        RestartPolicy.Judge(RestartHistory.Empty, end, MonotonicTime.FromSeconds(1), s_options with { Mode = mode }, new Random(1)).GetType().Name.ShouldBe(verdict);
    }

    [Fact]
    public void A_fault_counts_as_a_crash_and_its_reason_is_told()
    {
        LifeEnd end = Crashed() with { Cause = EndCause.Fault, CauseReason = "no heartbeat for 121 s", Exit = ExitStatus.Signalled(6), Up = TimeSpan.FromMinutes(10) };

        RestartVerdict verdict = RestartPolicy.Judge(RestartHistory.Empty, end, MonotonicTime.FromSeconds(1), s_options, new Random(1));

        verdict.History.Crashes.Count.ShouldBe(1);
        verdict.Reason.ShouldBe("no heartbeat for 121 s (signal SIGABRT after 10 min); restart 1 at once (1 of 5 within 60 s)");
    }

    [Fact]
    public void A_restart_that_was_asked_for_happens_at_once_and_is_not_held_against_it()
    {
        RestartHistory history = new() { Crashes = [MonotonicTime.FromSeconds(1)], Streak = 4, LastDelay = TimeSpan.FromSeconds(8) };

        RestartVerdict verdict = RestartPolicy.Judge(history, Crashed() with { Cause = EndCause.Restart }, MonotonicTime.FromSeconds(2), s_options, new Random(1));

        verdict.ShouldBeOfType<RestartVerdict.Restart>().ShouldSatisfyAllConditions(
            restart => restart.Delay.ShouldBe(TimeSpan.Zero),
            restart => restart.Attempt.ShouldBe(0),
            restart => restart.History.ShouldBe(history));
    }

    [Theory]
    [InlineData(true, 1.0, false)] // lived as long as `delay`: not punished
    [InlineData(true, 0.999, true)]
    [InlineData(false, 100.0, true)] // never counted as started
    public void Exit_code_0_of_a_long_life_is_not_punished_but_a_loop_of_short_ones_is_backed_off(bool started, double up, bool punished)
    {
        RestartHistory history = new() { Streak = 2, Crashes = [MonotonicTime.FromSeconds(1)] };
        LifeEnd end = Crashed(0) with { Started = started, Up = TimeSpan.FromSeconds(up) };

        RestartVerdict.Restart restart = RestartPolicy.Judge(history, end, MonotonicTime.FromSeconds(50), s_options, new Random(1)).ShouldBeOfType<RestartVerdict.Restart>();

        (restart.History.Crashes.Count == 2).ShouldBe(punished);
        (restart.Delay > TimeSpan.Zero).ShouldBe(punished);
        restart.Attempt.ShouldBe(punished ? 3 : 0);
    }

    [Fact]
    public void A_process_that_cannot_be_started_is_retried_with_backoff()
    {
        LifeEnd end = new() { Exit = ExitStatus.Unknown, Up = TimeSpan.Zero, Healthy = TimeSpan.Zero, Started = false, CannotStart = "no such file: /srv/mailer" };

        RestartVerdict verdict = RestartPolicy.Judge(new() { Streak = 1 }, end, MonotonicTime.FromSeconds(1), s_options, new Random(1));

        verdict.ShouldBeOfType<RestartVerdict.Restart>().Delay.ShouldBe(TimeSpan.FromSeconds(1));
        verdict.Reason.ShouldStartWith("could not be started: no such file: /srv/mailer; restart 2 in 1 s");
    }

    [Fact]
    public void A_configuration_error_says_that_a_restart_cannot_help()
    {
        RestartPolicy.Judge(RestartHistory.Empty, Crashed(78), MonotonicTime.FromSeconds(1), s_options, new Random(1)).Reason
            .ShouldBe("exit code 78 after 100 ms, a configuration error: a restart cannot help");
    }

    [Fact]
    public void A_budget_of_no_restarts_gives_up_at_the_first_crash()
    {
        RestartOptions none = s_options with { Budget = new() { Restarts = 0, Within = TimeSpan.FromSeconds(1) } };

        RestartPolicy.Judge(RestartHistory.Empty, Crashed(), MonotonicTime.FromSeconds(1), none, new Random(1)).ShouldBeOfType<RestartVerdict.GiveUp>();
    }

    private static LifeEnd Crashed(int code = 1) => new()
    {
        Exit = ExitStatus.Exited(code),
        Up = TimeSpan.FromMilliseconds(100),
        Healthy = TimeSpan.Zero,
        Started = false,
    };

    private static (RestartVerdict[] Verdicts, RestartHistory History) Crash(int times, double lifeSeconds, RestartOptions options)
    {
        MonotonicTime now = MonotonicTime.FromSeconds(0);
        RestartHistory history = RestartHistory.Empty;
        RestartVerdict[] verdicts = new RestartVerdict[times];
        for (int crash = 0; crash < times; crash++)
        {
            now += TimeSpan.FromSeconds(lifeSeconds);
            verdicts[crash] = RestartPolicy.Judge(history, Crashed(), now, options, new Random(crash));
            history = verdicts[crash].History;
            now += verdicts[crash] is RestartVerdict.Restart { Delay: var delay } ? delay : TimeSpan.Zero;
        }

        return (verdicts, history);
    }
}
