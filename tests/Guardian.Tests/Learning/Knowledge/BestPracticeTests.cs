using Guardian.Learning;
using Guardian.Learning.Knowledge;
using Guardian.Recovery;

namespace Guardian.Tests.Learning.Knowledge;

public class BestPracticeTests
{
    [Theory]
    [InlineData(ErrorLevel.Expected, "wait")]
    [InlineData(ErrorLevel.Recoverable, "connection_reset", "graceful_restart")]
    [InlineData(ErrorLevel.Fatal, "stop", "escalate")]
    [InlineData(ErrorLevel.System, "escalate")]
    public void What_fits_a_level_best(ErrorLevel level, params string[] best)
    {
        double[] fits = [.. ActionNames.Ladder.Select(action => BestPractice.Fit(level, Learned.Plan(action)))];

        ActionNames.Ladder.Where((_, at) => fits[at] == fits.Max()).ShouldBe(best);
        fits.ShouldAllBe(fit => fit >= 0 && fit <= 1);
        BestPractice.Words(level).ShouldEndWith(".");
    }

    [Fact]
    public void A_plan_fits_as_its_least_fitting_action() =>
        BestPractice.Fit(ErrorLevel.Expected, Learned.Plan("wait+hard_restart")).ShouldBe(0.1);

    [Fact]
    public void An_action_of_the_definition_is_neutral() => BestPractice.Fit(ErrorLevel.Fatal, Learned.Plan("hook:clean-spool")).ShouldBe(0.5);
}
