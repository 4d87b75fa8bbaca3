using Guardian.Chaos.Report;

namespace Guardian.Chaos.Tests;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.5, 2)]
    [InlineData(0.99, 4)]
    [InlineData(0.25, 1)]
    [InlineData(0, 1)]
    public void Quantiles_are_values_that_were_there(double share, double expected) => Figures.Quantile([3, 1, 4, 2], share).ShouldBe(expected);

    [Fact]
    public void Without_values_there_is_none() => Figures.Quantile([], 0.5).ShouldBeNull();
}
