using FsCheck;
using FsCheck.Fluent;
using Guardian.Learning.Anomalies;

namespace Guardian.Tests.Learning.Anomalies;

public class AnomalyDetectorTests
{
    private const int Day = 288; // values 5 minutes apart

    [Fact]
    public void Quiet_noise_raises_almost_no_alarm()
    {
        int[] alarms = [.. Enumerable.Range(0, 20).Select(seed => Series.Events(Series.Noise(seed, 4000, _ => 50, 2)).Length)];

        alarms.Sum().ShouldBeLessThanOrEqualTo(20); // of 70,000 values judged
    }

    [Fact]
    public void A_daily_rhythm_raises_almost_no_alarm_once_two_days_are_known()
    {
        int[] alarms =
        [
            .. Enumerable.Range(0, 10).SelectMany(
                seed => Series.Events(Series.Noise(seed, 14 * Day, at => at % Day is > 108 and < 216 ? 80 : 20, 1)).Where(at => at > 2 * Day)),
        ];

        alarms.Length.ShouldBeLessThanOrEqualTo(5); // of 120 days
    }

    [Fact]
    public void A_nightly_job_that_is_rare_among_the_values_is_no_event_once_it_came_for_some_nights()
    {
        // Every 30 s, for ten minutes of each day: the detector's reference of 2,000 values is shorter than a day.
        const int perDay = 2880;
        double[] values = Series.Noise(7, 10 * perDay, at => at % perDay is >= 300 and < 320 ? 95 : 20, 1);

        int[] events = Series.Events(values, TimeSpan.FromSeconds(30));

        events.ShouldContain(at => at / perDay == 1);
        events.Where(at => at > 4 * perDay && at % perDay is >= 290 and < 450).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(40)]
    [InlineData(-40)]
    public void A_spike_raises_one_alarm_at_once(double height)
    {
        double[] values = Series.Noise(1, 3000, _ => 50, 2);
        values[2000] += height;

        Series.Events(values).Where(at => at is >= 2000 and < 2150).ShouldBe([2000]);
    }

    [Theory]
    [InlineData(15)]
    [InlineData(-15)]
    [InlineData(40)]
    public void A_step_raises_an_alarm_soon_and_not_many(double height)
    {
        double[] values = Series.Noise(2, 4000, at => at < 2000 ? 50 : 50 + height, 2);

        int[] events = [.. Series.Events(values).Where(at => at >= 2000)];

        events[0].ShouldBeInRange(2000, 2005);
        events.Length.ShouldBeInRange(1, 4);
    }

    [Fact]
    public void After_a_step_the_new_level_is_usual_and_a_spike_above_it_is_an_event()
    {
        double[] values = Series.Noise(3, 4000, at => at < 2000 ? 6 : 14, 0.4);
        values[3000] += 8;

        Series.Events(values).ShouldContain(3000);
    }

    [Fact]
    public void A_small_step_within_the_usual_range_is_found_by_its_level()
    {
        double[] values = Series.Noise(4, 4000, at => at < 3000 ? 50 : 54, 2);
        AnomalyDetector detector = new(Series.Options);

        int[] events = [.. Series.Events(values, detector: detector).Where(at => at >= 3000)];

        events[0].ShouldBeInRange(3000, 3030);
    }

    [Fact]
    public void A_series_that_freezes_is_an_event_within_its_short_memory()
    {
        double[] values = Series.Noise(5, 3000, at => at < 2000 ? 50 : 50.3, 2);
        Array.Fill(values, 50.3, 2000, 1000);
        AnomalyDetector detector = new(Series.Options);

        int[] events = [.. Series.Events(values, detector: detector).Where(at => at >= 2000)];

        events.Length.ShouldBe(1);
        events[0].ShouldBeInRange(2005, 2030);
        detector.Latest!.Kind.ShouldBe(AnomalyKind.Flat);
        detector.Latest.Reason.ShouldContain("hardly vary any more");
    }

    [Fact]
    public void The_first_error_ever_is_an_event()
    {
        double[] values = new double[1000];
        values[800] = 1;

        Series.Events(values).ShouldBe([800]);
    }

    [Fact]
    public void A_slow_drift_raises_almost_no_alarm()
    {
        double[] values = Series.Noise(6, 6000, at => 50 + (at * 0.005), 2);

        Series.Events(values).Length.ShouldBeInRange(0, 3);
    }

    [Fact]
    public void An_anomaly_says_why()
    {
        double[] values = Series.Noise(1, 1001, _ => 50, 2);
        values[1000] = 90;
        AnomalyDetector detector = new(Series.Options);
        Series.Events(values, detector: detector);

        Anomaly anomaly = detector.Latest.ShouldNotBeNull();
        anomaly.At.ShouldBe(Series.Start + (1000 * TimeSpan.FromMinutes(5)));
        anomaly.Value.ShouldBe(90);
        anomaly.Upwards.ShouldBeTrue();
        anomaly.Score.ShouldBeInRange(0.9, 1);
        anomaly.Reason.ShouldStartWith("90 is ");
    }

    [Fact]
    public void Nothing_is_an_event_while_it_warms_up()
    {
        double[] values = Series.Noise(1, 500, _ => 50, 2);
        values[499] = 1000;

        AnomalyDetector detector = new(Series.Options);
        Series.Events(values, detector: detector).ShouldBeEmpty();
        detector.Latest.ShouldBeNull();
    }

    [Fact]
    public void The_past_is_not_judged_again_when_the_future_differs()
    {
        double[] one = Series.Noise(8, 3000, _ => 50, 2);
        double[] other = [.. one[..2000], .. Series.Noise(9, 1000, _ => 500, 50)];

        Series.Events(one).Where(at => at < 2000).ShouldBe(Series.Events(other).Where(at => at < 2000));
    }

    [Fact]
    public void Whatever_arrives_gives_a_score_and_no_exception()
    {
        double[] odd = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.MaxValue, double.MinValue, double.Epsilon, 0, -0.0, 1e300, -1e-300];
        Gen<double> values = Gen.OneOf(Gen.Elements(odd), Gen.Choose(-100, 100).Select(value => (double)value), Gen.Choose(0, 1).Select(value => (double)value));
        Gen<long> times = Gen.OneOf(
            Gen.Choose(0, 100_000).Select(second => second * TimeSpan.TicksPerSecond),
            Gen.Elements(0, DateTimeOffset.MaxValue.UtcTicks, 1L, TimeSpan.TicksPerDay));
        Gen<(double, long)[]> series = Gen.Two(Gen.Choose(0, int.MaxValue)).Select(seeds => seeds.Item1)
            .SelectMany(_ => values.SelectMany(value => times.Select(time => (value, time))).ArrayOf(1500));

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), Prop.ForAll(series.ToArbitrary(), rows =>
        {
            AnomalyDetector detector = new(Series.Options);
            return rows.All(row => detector.Next(new DateTimeOffset(row.Item2, TimeSpan.Zero), row.Item1) is >= 0 and <= 1);
        }));
    }

    [Fact]
    public void Missing_values_change_nothing()
    {
        double[] values = Series.Noise(10, 2000, _ => 50, 2);
        values[1500] = 90;
        AnomalyDetector plain = new(Series.Options);
        AnomalyDetector gaps = new(Series.Options);
        foreach (double value in values)
        {
            gaps.Next(Series.Start, double.NaN).ShouldBe(0);
            gaps.Next(Series.Start, value).ShouldBe(plain.Next(Series.Start, value));
        }
    }

    [Fact]
    public void Unit_of_the_values_does_not_matter()
    {
        double[] values = Series.Noise(11, 3000, at => at % 500 == 499 ? 70 : 50, 2);

        Series.Events([.. values.Select(value => value * 1024)]).ShouldBe(Series.Events(values));
    }
}
