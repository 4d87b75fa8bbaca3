using FsCheck;
using FsCheck.Fluent;
using Guardian.Council;
using Guardian.Sages.Tasks;

namespace Guardian.Tests.Sages;

public class PriorityMatrixTests
{
    private static readonly Gen<PriorityInputs> s_inputs =
        from severity in Gen.Elements(Enum.GetValues<Severity>())
        from critical in Gen.Elements(true, false)
        from faults in Gen.Choose(0, 200)
        from cost in Gen.Choose(0, 100)
        from backlog in Gen.Choose(-1, 60)
        select new PriorityInputs(severity, critical, faults, cost / 100.0, backlog < 0 ? null : backlog);

    [Fact]
    public void Greater_impact_always_goes_first() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(s_inputs.ToArbitrary(), s_inputs.ToArbitrary(), (one, other) =>
        PriorityMatrix.Impact(one.Severity, one.Critical) <= PriorityMatrix.Impact(other.Severity, other.Critical)
        || PriorityMatrix.PriorityOf(one).Value > PriorityMatrix.PriorityOf(other).Value));

    [Fact]
    public void With_equal_impact_and_cost_the_more_frequent_goes_first_and_with_equal_frequency_the_cheaper() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(s_inputs.ToArbitrary(), inputs =>
            PriorityMatrix.PriorityOf(inputs with { FaultsPerDay = inputs.FaultsPerDay + 40 }).Value >= PriorityMatrix.PriorityOf(inputs).Value
            && PriorityMatrix.PriorityOf(inputs with { RepairCost = 1 }).Value <= PriorityMatrix.PriorityOf(inputs).Value
            && PriorityMatrix.PriorityOf(inputs).Value is > 0 and <= 1));

    [Theory]
    [InlineData(1, null, 1)]
    [InlineData(3, null, 2)]
    [InlineData(4, 19L, 3)]
    [InlineData(4, 20L, 4)]
    [InlineData(30, 0L, 4)]
    [InlineData(31, 500L, 5)]
    public void The_column_grows_with_faults_and_with_work_that_piles_up(int faults, long? backlog, int expected) =>
        PriorityMatrix.Frequency(faults, backlog).ShouldBe(expected);

    [Fact]
    public void The_reason_names_the_figures() =>
        PriorityMatrix.PriorityOf(new PriorityInputs(Severity.High, true, 5, 0.4, 25)).Reason
            .ShouldBe("priority 0.57: impact 4 of 5 (high, critical worker), frequency 4 of 5 (5 faults within a day, 25 tasks wait), cost of repair 0.40 of 1");
}
