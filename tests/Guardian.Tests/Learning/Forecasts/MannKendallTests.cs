using Guardian.Learning.Forecasts;

namespace Guardian.Tests.Learning.Forecasts;

public class MannKendallTests
{
    [Fact]
    public void Variance_without_ties_is_that_of_the_textbook() =>
        MannKendall.Variance([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], new double[10]).ShouldBe(125); // 10 x 9 x 25 / 18

    [Fact]
    public void Ties_take_variance_away()
    {
        MannKendall.Variance([1, 1, 1, 4, 5, 6, 7, 8, 9, 10], new double[10]).ShouldBe(125 - (3 * 2 * 11 / 18.0), 1e-9);
        MannKendall.Variance([1, 1, 1], new double[3]).ShouldBe(0, 1e-9);
    }

    [Fact]
    public void Neighbours_that_resemble_each_other_add_variance()
    {
        double[] values = [1, 2, 3, 4, 5, 6];

        MannKendall.Variance(values, [1, 1, 1, -1, -1, -1]).ShouldBe(MannKendall.Variance(values, new double[6]) * 3, 1e-9); // r = 1/2
        MannKendall.Variance(values, [1, -1, 1, -1, 1, -1]).ShouldBe(MannKendall.Variance(values, new double[6]), 1e-9);
    }

    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(0, 125, 1)]
    [InlineData(-10, 125, 1)]
    [InlineData(45, 125, 0.0000415)]
    public void The_chance_is_that_of_a_normal_tail(double rises, double variance, double chance) =>
        MannKendall.Chance(rises, variance).ShouldBe(chance, 1e-6);

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.959964, 0.025)]
    [InlineData(-1.959964, 0.975)]
    [InlineData(3.090232, 0.001)]
    public void The_normal_tail_is_that_of_the_tables(double z, double above) => Normal.Above(z).ShouldBe(above, 1e-6);
}
