using FsCheck;
using FsCheck.Fluent;
using Guardian.Health;

namespace Guardian.Tests.Health;

public class SlidingCounterTests
{
    [Fact]
    public void Counts_every_event_of_the_window_and_none_older_than_the_window_and_one_slice()
    {
        Gen<(int Gap, int Events)[]> series = (from gap in Gen.Choose(0, 20_000) from events in Gen.Choose(0, 3) select (gap, events)).ArrayOf(80);

        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(series.ToArbitrary(), Gen.Choose(1, 600).ToArbitrary(), (steps, windowSeconds) =>
        {
            TimeSpan window = TimeSpan.FromSeconds(windowSeconds);
            SlidingCounter counter = new(window);
            List<(MonotonicTime At, int Events)> all = [];
            MonotonicTime now = MonotonicTime.FromSeconds(1000);
            foreach ((int gap, int events) in steps)
            {
                now += TimeSpan.FromMilliseconds(gap);
                counter.Add(now, events);
                all.Add((now, events));
                int inside = all.Where(entry => now - entry.At < window).Sum(entry => entry.Events);
                int nearly = all.Where(entry => now - entry.At <= window + (window / SlidingCounter.Slices) + TimeSpan.FromTicks(SlidingCounter.Slices)).Sum(entry => entry.Events);
                int counted = counter.Count(now);
                if (counted < inside || counted > nearly)
                {
                    return false;
                }
            }

            return true;
        }));
    }

    [Fact]
    public void The_rate_is_over_the_whole_window()
    {
        SlidingCounter counter = new(TimeSpan.FromMinutes(10));

        counter.Add(MonotonicTime.FromSeconds(1), 3);

        counter.PerMinute(MonotonicTime.FromSeconds(2)).ShouldBe(0.3);
        counter.PerMinute(MonotonicTime.FromSeconds(620)).ShouldBe(0);
    }

    [Fact]
    public void A_flood_neither_overflows_nor_stays()
    {
        SlidingCounter counter = new(TimeSpan.FromSeconds(60));
        counter.Add(MonotonicTime.FromSeconds(1), int.MaxValue);
        counter.Add(MonotonicTime.FromSeconds(2), int.MaxValue);

        counter.Count(MonotonicTime.FromSeconds(2)).ShouldBe(int.MaxValue);
        counter.Count(MonotonicTime.FromSeconds(100)).ShouldBe(0);
    }

    [Fact]
    public void A_late_event_counts_with_the_newest()
    {
        SlidingCounter counter = new(TimeSpan.FromSeconds(60));
        counter.Add(MonotonicTime.FromSeconds(100));
        counter.Add(MonotonicTime.FromSeconds(50));

        counter.Count(MonotonicTime.FromSeconds(100)).ShouldBe(2);
    }

    [Fact]
    public void Refuses_a_window_without_length() => Should.Throw<ArgumentOutOfRangeException>(() => new SlidingCounter(TimeSpan.Zero));
}
