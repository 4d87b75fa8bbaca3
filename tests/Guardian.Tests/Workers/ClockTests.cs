using Guardian.Workers;

namespace Guardian.Tests.Workers;

public class ClockTests
{
    [Fact]
    public void Monotonic_time_follows_the_timestamp_and_ignores_wall_time()
    {
        ManualTime time = new() { Timestamp = 5_000, Wall = DateTimeOffset.UnixEpoch };
        Clock clock = new(time);
        MonotonicTime before = clock.Now;

        time.Timestamp += 1_500;
        time.Wall -= TimeSpan.FromDays(1); // somebody sets the clock back

        (clock.Now - before).ShouldBe(TimeSpan.FromSeconds(1.5));
        clock.UtcNow.ShouldBe(DateTimeOffset.UnixEpoch - TimeSpan.FromDays(1));
    }

    [Fact]
    public void Moments_are_ordered()
    {
        (MonotonicTime early, MonotonicTime late) = (MonotonicTime.FromSeconds(1), MonotonicTime.FromSeconds(2));

        (early < late, early <= late, early > late, early >= late, early.CompareTo(late)).ShouldBe((true, true, false, false, -1));
        MonotonicTime.Later(early, late).ShouldBe(late);
        (early + TimeSpan.FromSeconds(1)).ShouldBe(late);
        (late - TimeSpan.FromSeconds(1)).ShouldBe(early);
    }

    [Theory]
    [InlineData(1.0, 3.0, 10.0, 0.2)]
    [InlineData(1.0, 21.0, 10.0, 2.0)] // two cores
    [InlineData(5.0, 1.0, 10.0, 0.0)] // a child ended and took its time with it
    [InlineData(1.0, 2.0, 0.0, null)]
    public void Processor_use_is_a_share_of_one_core(double earlier, double later, double wall, double? use) =>
        CpuUse.Between(TimeSpan.FromSeconds(earlier), MonotonicTime.FromSeconds(0), TimeSpan.FromSeconds(later), MonotonicTime.FromSeconds(wall)).ShouldBe(use);

    private sealed class ManualTime : TimeProvider
    {
        public long Timestamp { get; set; }

        public DateTimeOffset Wall { get; set; }

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => Timestamp;

        public override DateTimeOffset GetUtcNow() => Wall;
    }
}
