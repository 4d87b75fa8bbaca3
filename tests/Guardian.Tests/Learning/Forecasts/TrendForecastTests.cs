using FsCheck;
using FsCheck.Fluent;
using Guardian.Hocon;
using Guardian.Learning.Forecasts;
using Guardian.Tests.Learning.Anomalies;

namespace Guardian.Tests.Learning.Forecasts;

public class TrendForecastTests
{
    private static readonly ForecastOptions s_options = GuardianOptions.Load(ReferenceConfig.Under(), new ConfigProblems()).Learning.Forecast;

    [Fact]
    public void A_clear_leak_is_found_within_a_few_percent_of_its_true_time_to_the_limit() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(15, 300).ToArbitrary(), (seed, minutes) =>
        {
            // 100 MB per hour under noise of 5 MB, seen for 2 h; the limit lies `minutes` ahead.
            Random random = new(seed);
            TrendVerdict verdict = Judge(120, at => 500 + (at / 60.0 * 100) + (5 * Series.Normal(random)), 500 + ((120 + minutes) / 60.0 * 100));

            TrendVerdict.Rising rising = verdict.ShouldBeOfType<TrendVerdict.Rising>();
            rising.SlopePerHour.ShouldBeInRange(95, 105);
            rising.ReachesLimitIn.TotalMinutes.ShouldBe(minutes, (0.06 * minutes) + 4);
            rising.Earliest.ShouldBeLessThanOrEqualTo(rising.ReachesLimitIn);
            rising.Latest!.Value.ShouldBeGreaterThanOrEqualTo(rising.ReachesLimitIn);
        }));

    [Fact]
    public void The_stated_interval_holds_the_true_time_about_as_often_as_it_says()
    {
        // 95 % are stated; of 500 fixed series at least 92 % must be inside, or the interval is too narrow, and not all, or it says nothing.
        int inside = Enumerable.Range(0, 500).Count(seed =>
        {
            Random random = new(seed);
            int minutes = 15 + (seed % 286);
            TrendVerdict verdict = Judge(120, at => 500 + (at / 60.0 * 100) + (5 * Series.Normal(random)), 500 + ((120 + minutes) / 60.0 * 100));
            return verdict is TrendVerdict.Rising rising && rising.Earliest.TotalMinutes <= minutes && rising.Latest!.Value.TotalMinutes >= minutes;
        });

        inside.ShouldBeInRange(460, 499);
    }

    [Fact]
    public void Noise_alone_is_rarely_a_rise()
    {
        int rising = Enumerable.Range(0, 2000).Count(seed =>
        {
            Random random = new(seed);
            return Judge(360, _ => 100 + (10 * Series.Normal(random)), 130) is TrendVerdict.Rising;
        });

        rising.ShouldBeLessThanOrEqualTo(4); // twice what the significance of 0.1 % allows
    }

    [Fact]
    public void A_random_walk_is_seldom_a_rise()
    {
        int rising = Enumerable.Range(0, 300).Count(seed =>
        {
            Random random = new(seed);
            double level = 100;
            return Judge(360, _ => level += Series.Normal(random), 1000) is TrendVerdict.Rising;
        });

        rising.ShouldBeLessThanOrEqualTo(30);
    }

    [Fact]
    public void A_sawtooth_of_collected_memory_is_no_leak_whatever_its_phase() =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(300),
            Prop.ForAll(Gen.Choose(5, 170).ToArbitrary(), Gen.Choose(0, 1000).ToArbitrary(), Gen.Choose(0, 1_000_000).ToArbitrary(), (period, phase, seed) =>
            {
                Random random = new(seed);
                TrendVerdict verdict = Judge(
                    360, at => 200 + (300.0 * ((at + (phase * period / 1000)) % period) / period) + (3 * Series.Normal(random)), 600);

                verdict.ShouldBeOfType<TrendVerdict.Steady>(verdict.Reason);
            }));

    [Fact]
    public void A_sawtooth_whose_lows_rise_is_a_leak()
    {
        Random random = new(1);
        TrendVerdict verdict = Judge(360, at => 200 + (at * 0.5) + (60.0 * (at % 20) / 20) + Series.Normal(random), 500);

        TrendVerdict.Rising rising = verdict.ShouldBeOfType<TrendVerdict.Rising>(verdict.Reason);
        rising.SlopePerHour.ShouldBeInRange(27, 33);
        rising.ReachesLimitIn.TotalMinutes.ShouldBeInRange(150, 200); // the middle of the teeth gets there at 180
        rising.Earliest.TotalMinutes.ShouldBeInRange(90, 140); // their tips at 120
    }

    [Fact]
    public void Scale_and_shift_do_not_matter() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Gen.Choose(1, 1000).ToArbitrary(), Gen.Choose(-1000, 1000).ToArbitrary(), (seed, scale, shift) =>
        {
            TrendVerdict plain = Judge(120, Leak(seed), 200);
            TrendVerdict moved = Judge(120, at => (Leak(seed)(at) * scale) + shift, (200.0 * scale) + shift);

            moved.GetType().ShouldBe(plain.GetType());
            if (plain is TrendVerdict.Rising one && moved is TrendVerdict.Rising other)
            {
                other.ReachesLimitIn.TotalMinutes.ShouldBe(one.ReachesLimitIn.TotalMinutes, 0.01);
                other.SlopePerHour.ShouldBe(one.SlopePerHour * scale, 1e-6 * scale);
            }

            // The same noise whenever it is asked for: minute and seed decide.
            static Func<int, double> Leak(int seed) => at => 100 + (at * 0.3) + (4 * Series.Normal(new Random(seed ^ (at * 7919))));
        }));

    [Fact]
    public void What_falls_or_rests_is_steady()
    {
        Judge(120, at => 500 - at, 600).ShouldBeOfType<TrendVerdict.Steady>();
        Judge(120, _ => 500, 600).ShouldBeOfType<TrendVerdict.Steady>();
        Judge(120, _ => 500, 400).ShouldBeOfType<TrendVerdict.Steady>();
    }

    [Fact]
    public void A_limit_beyond_the_horizon_is_no_trouble_yet()
    {
        TrendVerdict verdict = Judge(120, at => 100 + (at / 60.0), 110);

        verdict.ShouldBeOfType<TrendVerdict.Steady>().Reason.ShouldBe("rises by 1 per hour over 117 min; 110 is further away than 6 h");
    }

    [Fact]
    public void A_rise_says_how_fast_and_when() =>
        Judge(120, at => 100 + (at / 60.0), 105).Reason
            .ShouldBe("rises by 1 per hour over 117 min; reaches 105 in 3.02 h (between 3.02 h and 3.02 h; chance under 0.01 %)");

    [Fact]
    public void What_is_at_its_limit_and_still_rises_reaches_it_now()
    {
        TrendVerdict.Rising rising = Judge(120, at => 100 + at, 150).ShouldBeOfType<TrendVerdict.Rising>();

        rising.ReachesLimitIn.ShouldBe(TimeSpan.Zero);
        rising.Reason.ShouldContain("is at the limit");
    }

    [Fact]
    public void Time_that_passed_since_the_last_value_counts()
    {
        TrendWindow window = Fill(120, at => 100 + at);

        TrendVerdict.Rising rising = TrendForecast.Judge(window, 319, Minute(149), s_options).ShouldBeOfType<TrendVerdict.Rising>();

        rising.ReachesLimitIn.TotalMinutes.ShouldBe(70, 3);
    }

    [Fact]
    public void Too_little_is_unknown()
    {
        Judge(0, _ => 1, 2).ShouldBeOfType<TrendVerdict.Unknown>().Reason.ShouldBe("0 points so far, 10 needed");
        Judge(9, at => at, 20).ShouldBeOfType<TrendVerdict.Unknown>();
        Judge(120, at => at, double.NaN).ShouldBeOfType<TrendVerdict.Unknown>().Reason.ShouldBe("no limit is given");
        TrendForecast.Judge(Fill(120, at => at), 200, Minute(120), s_options with { Least = TimeSpan.FromHours(3) })
            .ShouldBeOfType<TrendVerdict.Unknown>().Reason.ShouldBe("seen for 117 min only, 3 h needed");
    }

    [Fact]
    public void A_fast_leak_is_found_while_the_window_is_still_young()
    {
        TrendVerdict.Rising rising = Judge(12, at => 100 + (at * 50), 1000).ShouldBeOfType<TrendVerdict.Rising>();

        rising.ReachesLimitIn.TotalMinutes.ShouldBe(7, 0.5);
    }

    [Fact]
    public void A_young_window_is_fine_and_a_full_one_coarse()
    {
        Fill(50, at => at).Points.Count.ShouldBe(50);
        Fill(100, at => at).Points.Count.ShouldBeInRange(25, 60);
    }

    [Fact]
    public void A_restart_begins_anew()
    {
        TrendWindow window = Fill(120, at => 100 + at);

        window.Clear();

        window.Points.ShouldBeEmpty();
        TrendForecast.Judge(window, 300, Minute(120), s_options).ShouldBeOfType<TrendVerdict.Unknown>();
    }

    [Fact]
    public void The_window_stays_bounded_and_keeps_only_its_length()
    {
        TrendWindow window = Fill(20_000, at => at);

        window.Points.Count.ShouldBeInRange(s_options.Points - 1, s_options.Points + 1);
        (Minute(19_999) - window.Points[0].At).ShouldBeLessThanOrEqualTo(s_options.Window);
        window.Points.Sum(point => point.Count).ShouldBeInRange(350, 366);
    }

    [Fact]
    public void Whatever_is_added_gives_a_verdict()
    {
        double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, 0, 1, 2, -5];
        Gen<(double, int)> row = Gen.Elements(odd).SelectMany(value => Gen.Choose(-100, 40_000).Select(second => (value, second)));
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(row.ArrayOf(200).ToArbitrary(), Gen.Elements(odd).ToArbitrary(), (rows, limit) =>
        {
            TrendWindow window = new(s_options);
            foreach ((double value, int second) in rows.OrderBy(entry => entry.Item2 + (entry.Item1 == 2 ? 50 : 0)))
            {
                window.Add(MonotonicTime.FromSeconds(second), value);
            }

            TrendForecast.Judge(window, limit, MonotonicTime.FromSeconds(40_000), s_options).Reason.ShouldNotBeEmpty();
        }));
    }

    private static TrendVerdict Judge(int minutes, Func<int, double> value, double limit) =>
        TrendForecast.Judge(Fill(minutes, value), limit, Minute(Math.Max(0, minutes - 1)), s_options);

    private static TrendWindow Fill(int minutes, Func<int, double> value)
    {
        TrendWindow window = new(s_options);
        for (int minute = 0; minute < minutes; minute++)
        {
            window.Add(Minute(minute), value(minute));
        }

        return window;
    }

    private static MonotonicTime Minute(int minute) => MonotonicTime.FromSeconds(minute * 60);
}
