using FsCheck;
using FsCheck.Fluent;
using Guardian.Health;

namespace Guardian.Tests.Health;

public class PersistenceTests
{
    private static readonly ConfirmOptions s_options = new() { Times = 3, Within = TimeSpan.FromSeconds(120), Clear = 0.9 };

    [Theory]
    // second:value ...; limit 100, cleared below 90
    [InlineData("0:101 30:101", false)]
    [InlineData("0:101 30:101 60:101", true)]
    [InlineData("0:100 30:100 60:100", false)] // at the limit is not over it
    [InlineData("0:101 30:50 60:101 90:101", true)] // within the window, with a pause between
    [InlineData("0:101 60:101 120:101", true)] // the oldest is exactly one window old: it still counts
    [InlineData("0:101 60:101 120.1:101", false)]
    [InlineData("0:101 1:101 2:101 3:95", true)] // between the levels it stays
    [InlineData("0:101 1:101 2:101 3:90", true)]
    [InlineData("0:101 1:101 2:101 3:89.9", false)] // cleared
    [InlineData("0:101 1:101 2:101 3:80 4:101 5:101", false)] // cleared means forgotten: three new ones are needed
    [InlineData("0:101 1:101 2:101 500:?", true)] // what was not read changes nothing
    [InlineData("0:101 1:? 2:101 3:? 4:101", true)]
    public void A_fault_is_confirmed_x_times_within_y_and_cleared_below_a_lower_level(string observed, bool active)
    {
        Persistence rule = Persistence.None;
        foreach (string entry in observed.Split(' '))
        {
            string[] parts = entry.Split(':');
            double? value = parts[1] == "?" ? null : double.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
            rule = rule.Observe(value, 100, MonotonicTime.FromSeconds(double.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture)), s_options);
        }

        rule.Active.ShouldBe(active);
    }

    [Fact]
    public void A_rule_without_limit_is_off_and_forgets()
    {
        Persistence active = new() { Active = true, Over = [MonotonicTime.FromSeconds(1)] };

        active.Observe(1000, null, MonotonicTime.FromSeconds(2), s_options).ShouldBe(Persistence.None);
    }

    [Fact]
    public void A_figure_that_is_no_number_changes_nothing() =>
        Persistence.None.Observe(double.NaN, 100, MonotonicTime.FromSeconds(2), s_options).ShouldBe(Persistence.None);

    [Fact]
    public void It_agrees_with_counting_by_hand_and_keeps_no_more_than_it_needs()
    {
        Gen<(int Gap, int Value)[]> series = (from gap in Gen.Choose(0, 90) from value in Gen.Choose(80, 120) select (gap, value)).ArrayOf(40);

        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(series.ToArbitrary(), Gen.Choose(1, 5).ToArbitrary(), (steps, times) =>
        {
            ConfirmOptions options = s_options with { Times = times };
            Persistence rule = Persistence.None;
            (List<double> over, bool active, double now) = ([], false, 0);
            foreach ((int gap, int value) in steps)
            {
                now += gap;
                rule = rule.Observe(value, 100, MonotonicTime.FromSeconds(now), options);
                if (value > 100)
                {
                    over.Add(now);
                    active |= over.Count(at => now - at <= 120) >= times;
                }
                else if (active && value < 90)
                {
                    (over, active) = ([], false);
                }

                if (rule.Active != active || rule.Over.Count > times)
                {
                    return false;
                }
            }

            return true;
        }));
    }
}
