using Guardian.Workers;

namespace Guardian.Tests.Workers;

public class GroupRuleTests
{
    [Theory]
    [InlineData(GroupStrategy.OneForOne, "b", "", "b")]
    [InlineData(GroupStrategy.OneForAll, "b", "c b a", "a b c")]
    [InlineData(GroupStrategy.RestForOne, "a", "c b a", "a b c")]
    [InlineData(GroupStrategy.RestForOne, "b", "c b", "b c")]
    [InlineData(GroupStrategy.RestForOne, "c", "c", "c")]
    public void Stops_in_reverse_and_starts_in_order(GroupStrategy strategy, string failed, string stop, string start)
    {
        GroupRestart affected = GroupRule.Affected(strategy, ["a", "b", "c"], failed);

        string.Join(' ', affected.Stop).ShouldBe(stop);
        string.Join(' ', affected.Start).ShouldBe(start);
        affected.Reason.ShouldStartWith($"{failed} failed; ");
    }

    [Fact]
    public void A_stranger_to_the_group_is_a_mistake_of_the_caller()
    {
        Should.Throw<ArgumentException>(() => GroupRule.Affected(GroupStrategy.OneForAll, ["a"], "x")).Message.ShouldContain("'x' is not one of a");
    }
}
