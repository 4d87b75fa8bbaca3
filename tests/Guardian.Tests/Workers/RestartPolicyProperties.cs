using FsCheck;
using FsCheck.Fluent;
using Guardian.Workers;

namespace Guardian.Tests.Workers;

public class RestartPolicyProperties
{
    private static readonly Gen<RestartOptions> s_options =
        from first in Gen.Choose(0, 2_000)
        from delay in Gen.Choose(1, 5_000)
        from factor in Gen.Choose(100, 400)
        from capExtra in Gen.Choose(0, 60_000)
        from jitter in Gen.Choose(0, 100)
        from restarts in Gen.Choose(0, 8)
        from within in Gen.Choose(1, 120)
        from resetAfter in Gen.Choose(1, 120)
        select new RestartOptions
        {
            Mode = RestartMode.Always,
            First = TimeSpan.FromMilliseconds(first),
            Delay = TimeSpan.FromMilliseconds(delay),
            Factor = factor / 100.0,
            Cap = TimeSpan.FromMilliseconds(Math.Max(first, delay) + capExtra),
            Jitter = jitter / 100.0,
            ResetAfter = TimeSpan.FromSeconds(resetAfter),
            Budget = new() { Restarts = restarts, Within = TimeSpan.FromSeconds(within) },
            ExitCodes = new() { Done = [], Retry = [], Never = [] },
        };

    private static readonly Gen<int[]> s_livesMs = Gen.OneOf(Gen.Choose(0, 500), Gen.Choose(0, 20_000), Gen.Choose(60_000, 900_000)).ArrayOf(60);

    [Fact]
    public void A_delay_lies_between_the_nominal_one_and_the_nominal_one_with_all_jitter_and_never_over_the_cap() => Holds(
        Prop.ForAll(s_options.ToArbitrary(), Gen.Choose(1, 2_000).ToArbitrary(), Gen.Choose(0, 1_000).ToArbitrary(), (options, streak, chance) =>
        {
            TimeSpan least = RestartPolicy.Delay(streak, options, 0);
            TimeSpan most = RestartPolicy.Delay(streak, options, 1);
            TimeSpan delay = RestartPolicy.Delay(streak, options, chance / 1000.0);
            double nominal = streak == 1 ? options.First.Ticks : options.Delay.Ticks * Math.Pow(options.Factor, streak - 2);
            return least <= delay && delay <= most && most <= options.Cap
                && Math.Abs(least.Ticks - Math.Min(nominal, options.Cap.Ticks)) <= 1
                && Math.Abs(most.Ticks - Math.Min(nominal * (1 + options.Jitter), options.Cap.Ticks)) <= 1;
        }));

    [Fact]
    public void Delays_never_shrink_from_the_second_restart_on() => Holds(
        Prop.ForAll(s_options.ToArbitrary(), Gen.Choose(2, 2_000).ToArbitrary(), (options, streak) =>
            RestartPolicy.Delay(streak, options, 0.5) <= RestartPolicy.Delay(streak + 1, options, 0.5)));

    [Fact]
    public void No_window_ever_holds_more_restarts_than_the_budget() => Holds(
        Prop.ForAll(s_options.ToArbitrary(), s_livesMs.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (options, lives, seed) =>
        {
            MonotonicTime[] granted = [.. Run(options, lives, seed).Where(step => step.Verdict is RestartVerdict.Restart).Select(step => step.At)];
            return granted.All(start => granted.Count(at => at >= start && at - start <= options.Budget.Within) <= options.Budget.Restarts);
        }));

    [Fact]
    public void A_crash_is_only_given_up_while_the_window_before_it_is_full() => Holds(
        Prop.ForAll(s_options.ToArbitrary(), s_livesMs.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (options, lives, seed) =>
        {
            (MonotonicTime At, RestartVerdict Verdict)[] steps = [.. Run(options, lives, seed)];
            return steps.Index().All(step => step.Item.Verdict is not RestartVerdict.GiveUp
                || steps[..step.Index].Count(before => step.Item.At - before.At <= options.Budget.Within) >= options.Budget.Restarts);
        }));

    [Fact]
    public void The_history_is_bounded() => Holds(
        Prop.ForAll(s_options.ToArbitrary(), s_livesMs.ToArbitrary(), (options, lives) =>
            Run(options, lives, seed: 1).All(step => step.Verdict.History.Crashes.Count <= Math.Max(1, options.Budget.Restarts))));

    [Fact]
    public void The_same_seed_gives_the_same_verdicts() => Holds(
        Prop.ForAll(s_options.ToArbitrary(), s_livesMs.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (options, lives, seed) =>
            Run(options, lives, seed).SequenceEqual(Run(options, lives, seed))));

    /// <summary>Plays a worker that crashes after each of the given lives, healthy from its start.</summary>
    private static IEnumerable<(MonotonicTime At, RestartVerdict Verdict)> Run(RestartOptions options, int[] livesMs, int seed)
    {
        Random random = new(seed);
        RestartHistory history = RestartHistory.Empty;
        MonotonicTime now = MonotonicTime.FromSeconds(0);
        foreach (int life in livesMs)
        {
            TimeSpan up = TimeSpan.FromMilliseconds(life);
            now += up;
            LifeEnd end = new() { Exit = ExitStatus.Exited(1), Up = up, Healthy = up, Started = true };
            RestartVerdict verdict = RestartPolicy.Judge(history, end, now, options, random);
            yield return (now, verdict);
            history = verdict.History;
            now += verdict switch
            {
                RestartVerdict.Restart restart => restart.Delay,
                RestartVerdict.GiveUp gaveUp => gaveUp.RetryAfter,
                _ => throw new InvalidOperationException(verdict.Reason),
            };
        }
    }

    private static void Holds(Property property) => Check.One(Config.QuickThrowOnFailure, property);
}
