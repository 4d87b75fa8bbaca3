using FsCheck;
using FsCheck.Fluent;
using Guardian.Learning.Knowledge;

namespace Guardian.Tests.Learning.Knowledge;

public class BetaDistributionTests
{
    private static readonly Gen<double> s_parameter = Gen.OneOf(Gen.Choose(5, 100), Gen.Choose(100, 20_000)).Select(tenths => tenths / 100.0);

    [Theory]
    [InlineData(0.3, 1, 1, 0.3)] // uniform
    [InlineData(0.5, 2, 2, 0.5)] // symmetric
    [InlineData(0.2, 2, 1, 0.04)] // x squared
    [InlineData(0.2, 1, 3, 0.488)] // 1 - (1 - x)^3
    [InlineData(0.25, 0.5, 0.5, 1.0 / 3)] // arcsine: 2/pi asin(sqrt x)
    [InlineData(0.4, 3, 5, 0.580096)] // binomial tail: at least 3 of 7 at 0.4
    [InlineData(0.9, 10, 2, 0.6973568802)] // at least 10 of 11 at 0.9
    [InlineData(-1, 2, 3, 0)]
    [InlineData(2, 2, 3, 1)]
    public void The_cumulative_probability_meets_known_values(double x, double a, double b, double expected) =>
        BetaDistribution.Cumulative(x, a, b).ShouldBe(expected, 1e-9);

    [Theory]
    [InlineData(0.05, 1, 1, 0.05)]
    [InlineData(0.5, 7, 7, 0.5)]
    [InlineData(0.04, 2, 1, 0.2)]
    [InlineData(0.95, 1, 20, 0.13910833)] // 1 - 0.05^(1/20)
    [InlineData(0.025, 50, 1, 0.92887826)] // 0.025^(1/50)
    public void Quantiles_meet_known_values(double probability, double a, double b, double expected) =>
        BetaDistribution.Quantile(probability, a, b).ShouldBe(expected, 1e-7);

    [Fact]
    public void A_quantile_is_the_inverse_of_the_cumulative_probability() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(s_parameter.ToArbitrary(), s_parameter.ToArbitrary(), Gen.Choose(5, 995).ToArbitrary(), (a, b, permille) =>
        {
            double x = BetaDistribution.Quantile(permille / 1000.0, a, b);

            // Where the curve is steep or flat at an end of the interval, a step of 1e-9 there is all that a quantile promises.
            return x is >= 0 and <= 1
                && BetaDistribution.Cumulative(x - 2e-9, a, b) <= (permille / 1000.0) + 1e-9
                && BetaDistribution.Cumulative(x + 2e-9, a, b) >= (permille / 1000.0) - 1e-9;
        }));

    [Theory]
    [InlineData(0.5, 0.5)]
    [InlineData(1, 1)]
    [InlineData(2, 5)]
    [InlineData(30, 3)]
    public void Draws_follow_the_distribution(double a, double b)
    {
        Random random = new(5);
        double[] draws = [.. Enumerable.Range(0, 20_000).Select(_ => BetaDistribution.Sample(a, b, random)).Order()];

        // Kolmogorov and Smirnov: 1.63 / sqrt(n) is passed by chance once in a hundred times; the seed is fixed.
        double distance = draws.Select((draw, at) => Math.Abs(BetaDistribution.Cumulative(draw, a, b) - ((at + 0.5) / draws.Length))).Max();
        distance.ShouldBeLessThan(1.63 / Math.Sqrt(draws.Length));
        draws.ShouldAllBe(draw => draw >= 0 && draw <= 1);
    }

    [Fact]
    public void The_same_seed_draws_the_same() => Check.One(
        Config.QuickThrowOnFailure,
        Prop.ForAll(s_parameter.ToArbitrary(), s_parameter.ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (a, b, seed) =>
            BetaDistribution.Sample(a, b, new Random(seed)) == BetaDistribution.Sample(a, b, new Random(seed))));

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(-1, 1)]
    public void Parameters_must_be_over_0(double a, double b)
    {
        Should.Throw<ArgumentOutOfRangeException>(() => BetaDistribution.Cumulative(0.5, a, b));
        Should.Throw<ArgumentOutOfRangeException>(() => BetaDistribution.Sample(a, b, new Random(1)));
    }
}
