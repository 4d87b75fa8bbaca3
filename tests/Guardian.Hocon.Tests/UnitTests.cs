namespace Guardian.Hocon.Tests;

public sealed class UnitTests
{
    [Theory]
    [InlineData("100 ns", 1)]
    [InlineData("49ns", 0)]
    [InlineData("50 nanoseconds", 1)]
    [InlineData("1 us", 10)]
    [InlineData("2 micros", 20)]
    [InlineData("1ms", 10_000)]
    [InlineData("3 milliseconds", 30_000)]
    [InlineData("5", 50_000)]
    [InlineData("0.5", 5_000)]
    [InlineData("1s", 10_000_000)]
    [InlineData(" 1 second ", 10_000_000)]
    [InlineData("0.1s", 1_000_000)]
    [InlineData("1e1 s", 100_000_000)]
    [InlineData("1m", 600_000_000)]
    [InlineData("2 hours", 72_000_000_000)]
    [InlineData("1d", 864_000_000_000)]
    [InlineData("-1s", -10_000_000)]
    public void Durations_have_the_units_of_the_specification(string text, long ticks) => Units.Duration(text).Value.ShouldBe(new TimeSpan(ticks));

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("1S")]
    [InlineData("1 w")]
    [InlineData("1s 2")]
    [InlineData("1 s s")]
    [InlineData("01s")]
    [InlineData("1e30")]
    [InlineData("1e400s")]
    [InlineData("NaN s")]
    [InlineData("10675200d")]
    public void What_is_no_duration_breaks_a_rule(string text)
    {
        (TimeSpan? value, string rule) = Units.Duration(text);
        value.ShouldBeNull();
        rule.ShouldStartWith("must be");
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("1 B", 1)]
    [InlineData("2 bytes", 2)]
    [InlineData("1kB", 1000)]
    [InlineData("1 kilobyte", 1000)]
    [InlineData("1K", 1024)]
    [InlineData("1k", 1024)]
    [InlineData("1Ki", 1024)]
    [InlineData("1KiB", 1024)]
    [InlineData("3 kibibytes", 3072)]
    [InlineData("1MB", 1_000_000)]
    [InlineData("1m", 1048576)]
    [InlineData("1.5GiB", 1610612736)]
    [InlineData("1GB", 1_000_000_000)]
    [InlineData("1T", 1099511627776)]
    [InlineData("1PB", 1_000_000_000_000_000)]
    [InlineData("7 exbibytes", 8070450532247928832)]
    [InlineData("1.9 B", 1)]
    [InlineData("0.000001YB", 1_000_000_000_000_000_000)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Sizes_have_the_powers_of_1000_and_of_1024(string text, long bytes) => Units.Size(text).Value.ShouldBe(bytes);

    [Theory]
    [InlineData("1KB")]
    [InlineData("1 kb")]
    [InlineData("-1")]
    [InlineData("8EiB")]
    [InlineData("1YiB")]
    [InlineData("9223372036854775808")]
    [InlineData("x")]
    [InlineData("1e999")]
    public void What_is_no_size_breaks_a_rule(string text)
    {
        (long? value, string rule) = Units.Size(text);
        value.ShouldBeNull();
        rule.ShouldStartWith("must");
    }

    [Theory]
    [InlineData("80%", 0.8)]
    [InlineData("7 %", 0.07)]
    [InlineData("0.8", 0.8)]
    [InlineData("100%", 1)]
    [InlineData("0", 0)]
    [InlineData("250%", 2.5)]
    [InlineData("-5%", -0.05)]
    public void Shares_are_percentages_or_numbers(string text, double share) => Units.Fraction(text).Value.ShouldBe(share);

    [Theory]
    [InlineData("%")]
    [InlineData("80%%")]
    [InlineData("x%")]
    [InlineData("1e99")]
    public void What_is_no_share_breaks_a_rule(string text) => Units.Fraction(text).Value.ShouldBeNull();

    [Theory]
    [InlineData("7", 0, 0, 7)]
    [InlineData("3 days", 0, 0, 3)]
    [InlineData("2w", 0, 0, 14)]
    [InlineData("6m", 0, 6, 0)]
    [InlineData("1 mo", 0, 1, 0)]
    [InlineData("1y", 1, 0, 0)]
    public void Periods_are_days_weeks_months_and_years(string text, int years, int months, int days) =>
        Units.Period(text).Value.ShouldBe(new HoconPeriod(years, months, days));

    [Theory]
    [InlineData("1.5d")]
    [InlineData("1h")]
    [InlineData("999999999w")]
    public void What_is_no_period_breaks_a_rule(string text) => Units.Period(text).Value.ShouldBeNull();

    [Theory]
    [InlineData("90 s", "90s")]
    [InlineData("120 s", "2m")]
    [InlineData("1500", "1500ms")]
    [InlineData("7d", "7d")]
    [InlineData("300ns", "300ns")]
    [InlineData("infinite", "infinite")]
    public void A_duration_is_shown_as_it_would_be_written(string text, string shown) => Units.Show(Units.Duration(text).Value!.Value).ShouldBe(shown);

    [Theory]
    [InlineData("restrat", "restart", 1)]
    [InlineData("comand", "command", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("Stop", "stop", 0)]
    [InlineData("ca", "abc", 3)]
    public void Words_are_compared_by_letters_added_dropped_replaced_and_swapped(string one, string other, int distance) =>
        Suggestion.Distance(one, other).ShouldBe(distance);

    [Fact]
    public void Nothing_is_suggested_for_a_word_that_resembles_none()
    {
        Suggestion.For("xyz", ["restart", "stop"]).ShouldBe("");
        Suggestion.For(new string('x', 100_000), ["restart"]).ShouldBe("");
        Suggestion.For("stpo", ["start", "stop"]).ShouldBe(", did you mean 'stop'?");
    }
}
