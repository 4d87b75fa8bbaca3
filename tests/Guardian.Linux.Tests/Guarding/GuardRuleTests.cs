using System.Text;
using Guardian.Linux.Guarding;

namespace Guardian.Linux.Tests.Guarding;

public sealed class GuardRuleTests
{
    private const long Millisecond = 1_000_000;

    [Theory]
    [InlineData(false, false, null, 5, GuardCause.None)] // nothing was told yet: only the node's end counts
    [InlineData(false, false, 10L, 9, GuardCause.None)]
    [InlineData(false, false, 10L, 10, GuardCause.Late)] // at the moment, not after it
    [InlineData(false, false, 10L, 11, GuardCause.Late)]
    [InlineData(true, false, 10L, 9, GuardCause.NodeEnded)]
    [InlineData(true, false, 10L, 11, GuardCause.NodeEnded)]
    [InlineData(true, false, null, 5, GuardCause.NodeEnded)]
    [InlineData(false, true, 10L, 9, GuardCause.Dismissed)]
    [InlineData(true, true, 10L, 9, GuardCause.Dismissed)]
    internal void It_kills_for_three_reasons_and_for_no_other(bool nodeHasEnded, bool isDismissed, long? until, long now, GuardCause expected)
    {
        GuardState state = new() { NodeHasEnded = nodeHasEnded, IsDismissed = isDismissed, Until = until, Latest = until ?? 0 };
        GuardRule.Cause(state, now).ShouldBe(expected);
    }

    [Fact]
    public void After_the_nodes_end_it_stays_until_no_launch_is_allowed_any_more()
    {
        GuardState state = default(GuardState).Told(100).Told(50); // a process may have been launched under the first
        GuardRule.IsOver(state, 200).ShouldBeFalse();
        state = state with { NodeHasEnded = true };
        GuardRule.IsOver(state, 99).ShouldBeFalse();
        GuardRule.IsOver(state, 100).ShouldBeTrue();
        GuardRule.IsOver(state with { IsDismissed = true }, 0).ShouldBeTrue();
        GuardRule.IsOver(new GuardState { NodeHasEnded = true }, 0).ShouldBeTrue();
    }

    [Fact]
    public void It_looks_again_soon_while_something_is_left_and_every_100_ms_otherwise()
    {
        GuardRule.UntilNextLook(foundInARow: 1, took: 0).ShouldBe(2 * Millisecond);
        GuardRule.UntilNextLook(2, 0).ShouldBe(4 * Millisecond);
        GuardRule.UntilNextLook(7, 0).ShouldBe(100 * Millisecond);
        GuardRule.UntilNextLook(int.MaxValue, 0).ShouldBe(100 * Millisecond);
        GuardRule.UntilNextLook(0, 0).ShouldBe(100 * Millisecond);
        GuardRule.UntilNextLook(0, 4 * Millisecond).ShouldBe(100 * Millisecond);
        GuardRule.UntilNextLook(0, 8 * Millisecond).ShouldBe(200 * Millisecond); // a server of very many processes
        GuardRule.UntilNextLook(0, 800 * Millisecond).ShouldBe(1000 * Millisecond);
    }

    [Fact]
    public void An_earlier_moment_counts_as_well()
    {
        GuardState state = Apply(Apply(default, "UNTIL=1000", isMoment: true), "UNTIL=400", isMoment: true);
        state.ShouldBe(new GuardState { Until = 400, Latest = 1000 });
        GuardRule.Cause(state, 500).ShouldBe(GuardCause.Late);
    }

    [Theory]
    [InlineData("")]
    [InlineData("UNTIL=")]
    [InlineData("UNTIL=soon")]
    [InlineData("UNTIL=1 ")]
    [InlineData("UNTIL=99999999999999999999")]
    [InlineData("END=2")]
    [InlineData("END=1\n")]
    public void What_it_does_not_understand_changes_nothing(string words)
    {
        GuardState state = new() { Until = 7, Latest = 9 };
        Apply(state, words, isMoment: false).ShouldBe(state);
    }

    [Fact]
    public void What_the_node_writes_is_what_the_guard_reads()
    {
        GuardWords.Apply(default, GuardWords.Until(123_456_789), out bool isMoment).Until.ShouldBe(123_456_789);
        isMoment.ShouldBeTrue();
        GuardWords.Apply(default, GuardWords.Dismissal, out _).IsDismissed.ShouldBeTrue();

        GuardTask task = new() { Node = 12, Start = 345, Mark = "unix:/a b/n.sock", Socket = "/run/g.sock", Until = 678, Records = "/run/f" };
        GuardTask.Parse([.. task.ToArguments()]).ShouldBe(task);
        GuardTask least = new() { Node = 12, Start = 345, Mark = "m", Socket = "/s" };
        GuardTask.Parse([.. least.ToArguments()]).ShouldBe(least);
    }

    [Theory]
    [InlineData("--node is missing", "--start", "1", "--mark", "m", "--socket", "s")]
    [InlineData("--socket needs a value", "--node", "1", "--socket")]
    [InlineData("'--nod' is no option", "--nod", "1")]
    [InlineData("--node is there twice", "--node", "1", "--node", "2")]
    [InlineData("--node must be a number", "--node", "x", "--start", "1", "--mark", "m", "--socket", "s")]
    [InlineData("--node must be a number", "--node", "2147483648", "--start", "1", "--mark", "m", "--socket", "s")]
    [InlineData("--until must be a number", "--node", "1", "--start", "1", "--mark", "m", "--socket", "s", "--until", "-1")]
    public void A_wrong_command_line_is_refused_with_its_reason(string reason, params string[] arguments) =>
        Should.Throw<FormatException>(() => GuardTask.Parse(arguments)).Message.ShouldContain(reason);

    private static GuardState Apply(GuardState state, string words, bool isMoment)
    {
        GuardState after = GuardWords.Apply(state, Encoding.UTF8.GetBytes(words), out bool was);
        was.ShouldBe(isMoment);
        return after;
    }
}
