using Guardian.Actors.TestKit;

namespace Guardian.Actors.Tests;

public sealed class ManualTimeProviderTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly List<string> _fired = [];

    [Fact]
    public void Timers_fire_in_order_each_at_its_own_time()
    {
        Set("b", 2);
        Set("a", 1);
        Set("c", 2);

        _clock.Advance(TimeSpan.FromSeconds(5));

        _fired.ShouldBe(["a@1", "b@2", "c@2"]);
        _clock.ActiveTimers.ShouldBe(0);
    }

    [Fact]
    public void A_period_repeats_until_the_timer_is_changed_or_disposed()
    {
        ITimer timer = Set("a", 1, 2);
        _clock.Advance(TimeSpan.FromSeconds(5));
        _fired.ShouldBe(["a@1", "a@3", "a@5"]);

        timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        _clock.Advance(TimeSpan.FromSeconds(5));
        _fired.Count.ShouldBe(4);

        timer.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        timer.Dispose();
        _clock.Advance(TimeSpan.FromSeconds(5));
        _fired.Count.ShouldBe(4);
    }

    [Fact]
    public void A_timer_set_by_another_within_the_advance_fires_within_it()
    {
        using ITimer outer = _clock.CreateTimer(_ => Set("inner", 1), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(3));

        _fired.ShouldBe(["inner@2"]);
    }

    [Fact]
    public void A_timer_set_for_at_once_fires_by_itself()
    {
        using ManualResetEventSlim fired = new();
        using ITimer timer = _clock.CreateTimer(_ => fired.Set(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        fired.Wait(TimeSpan.FromSeconds(10)).ShouldBeTrue();
    }

    [Fact]
    public void The_wall_clock_goes_along_and_can_jump_alone()
    {
        DateTimeOffset start = _clock.GetUtcNow();
        long stamp = _clock.GetTimestamp();
        _clock.Advance(TimeSpan.FromSeconds(3));
        _clock.GetUtcNow().ShouldBe(start.AddSeconds(3));

        _clock.SetUtcNow(start.AddYears(-1));

        _clock.GetUtcNow().ShouldBe(start.AddYears(-1));
        _clock.GetElapsedTime(stamp).ShouldBe(TimeSpan.FromSeconds(3));
        _clock.Advance(TimeSpan.FromSeconds(1));
        _clock.GetUtcNow().ShouldBe(start.AddYears(-1).AddSeconds(1));
    }

    [Fact]
    public void Time_does_not_run_backwards() =>
        Should.Throw<ArgumentOutOfRangeException>(() => _clock.Advance(TimeSpan.FromTicks(-1)));

    [Fact]
    public async Task Delays_of_the_framework_follow_it()
    {
        Task delay = Task.Delay(TimeSpan.FromSeconds(1), _clock);
        delay.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromSeconds(1));

        await delay.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private ITimer Set(string name, int seconds, int? period = null)
    {
        long start = 0;
        return _clock.CreateTimer(
            _ => _fired.Add($"{name}@{_clock.GetElapsedTime(start).TotalSeconds:0}"),
            null,
            TimeSpan.FromSeconds(seconds),
            period is { } every ? TimeSpan.FromSeconds(every) : Timeout.InfiniteTimeSpan);
    }
}
