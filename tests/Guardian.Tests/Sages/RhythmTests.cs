using System.Collections.Immutable;
using Guardian.Sages.Patterns;

namespace Guardian.Tests.Sages;

public class RhythmTests
{
    [Fact]
    public void Regular_distances_are_told_with_shortest_and_longest() =>
        Rhythm.Of(At(0, 62, 126, 189, 252)).ShouldBe("every 62 to 64 min (5 times)");

    [Fact]
    public void Two_distances_are_no_rhythm() => Rhythm.Of(At(0, 60, 120)).ShouldBeNull();

    [Fact]
    public void Irregular_distances_are_no_rhythm() => Rhythm.Of(At(0, 10, 200, 205, 400)).ShouldBeNull();

    [Fact]
    public void A_time_of_day_is_told_when_most_episodes_fall_into_it() =>
        Rhythm.Of(At([.. new[] { (0, 23), (1, 1), (2, 0), (4, 23), (7, 1), (9, 12) }.Select(at => (at.Item1 * 1440) + (at.Item2 * 60))]))
            .ShouldBe("mostly between 23:00 and 02:00 (5 of 6 times)");

    [Fact]
    public void Episodes_of_one_day_show_no_time_of_day() => Rhythm.Of(At(0, 10, 15, 40, 90, 100)).ShouldBeNull();

    [Theory]
    [InlineData(MemoryShape.Unknown, 100, 120, 140)]
    [InlineData(MemoryShape.Flat, 100, 101, 99, 100, 102, 100, 101)]
    [InlineData(MemoryShape.Leak, 100, 110, 121, 130, 142, 150, 161)]
    [InlineData(MemoryShape.Burst, 100, 101, 100, 300, 301, 302, 303)]
    [InlineData(MemoryShape.Leak, 300, 400, 100, 110, 121, 130, 142, 150, 161)] // since the restart
    public void Memory_that_rises_step_by_step_is_a_leak_and_at_once_a_burst(MemoryShape expected, params int[] megabytes) =>
        MemoryShapes.Of([.. megabytes.Select(size => size * 1_000_000L)]).ShouldBe(expected);

    private static ImmutableArray<Episode> At(params int[] minutes) =>
    [
        .. minutes.Select(minute => new Episode(MonotonicTime.FromSeconds(minute * 60), new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minute))),
    ];
}
