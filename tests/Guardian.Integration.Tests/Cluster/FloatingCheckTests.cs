using Guardian.Testing.Floating;

namespace Guardian.Integration.Tests.Cluster;

/// <summary>The checker of marks finds what it is there to find.</summary>
public sealed class FloatingCheckTests
{
    [Fact]
    public void A_worker_that_goes_from_node_to_node_is_well()
    {
        FloatingMarks marks = FloatingMarks.Of(
            "S n1 10 a/0 1 0 1.0 0.9", "A 10 1.5", "A 10 2.0",
            "S n2 20 a/0 2 0 4.5 4.4", "A 20 5.0", "E 20 5.1",
            "S n2 21 a/0 2 0 5.3 5.2", "A 21 6.0");

        FloatingCheck.Violations(marks.Lives).ShouldBeEmpty();
        IReadOnlyList<Handover> handovers = FloatingCheck.Handovers(marks.Lives);
        handovers.Select(handover => handover.Gap).ShouldBe([2.5, 0.2], 0.0001);
        handovers.Select(handover => handover.IsFailover).ShouldBe([true, false]);
        marks.Lives.Select(life => life.Asked).ShouldBe([false, true, false]);
        marks.Lives.Select(life => life.Start).ShouldBe([0.1, 0.1, 0.1], 0.0001);
    }

    [Theory]
    [InlineData("S n2 20 a/0 2 0 2.0 1.9", "A 20 3.0")] // at the very moment of the other's last mark
    [InlineData("S n2 20 a/0 2 0 1.2 1.1", "A 20 1.3")] // within the other's life
    [InlineData("S n2 20 a/0 2 0 1.999 1.9", "A 20 9.0")] // by a millisecond
    public void Two_at_once_are_found(string start, string mark)
    {
        FloatingMarks marks = FloatingMarks.Of("S n1 10 a/0 1 0 1.0 0.9", "A 10 2.0", start, mark);

        FloatingCheck.Violations(marks.Lives).ShouldHaveSingleItem().ShouldStartWith("two at once");
    }

    [Fact]
    public void Two_at_once_are_found_behind_one_that_was_short()
    {
        FloatingMarks marks = FloatingMarks.Of(
            "S n1 10 a/0 1 0 1.0 0.9", "A 10 9.0", "S n2 20 a/0 2 0 3.0 2.9", "A 20 3.1", "S n3 30 a/0 3 0 5.0 4.9");

        FloatingCheck.Violations(marks.Lives).Count(violation => violation.StartsWith("two at once", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void Replicas_instances_and_workers_live_beside_each_other()
    {
        FloatingMarks marks = FloatingMarks.Of(
            "S n1 10 a/0 1 0 1.0 0.9", "S n2 20 a/0 2 1 1.0 0.9", "S n1 11 a/1 1 0 1.0 0.9", "S n3 30 b/0 3 0 1.0 0.9",
            "A 10 2.0", "A 20 2.0", "A 11 2.0", "A 30 2.0");

        FloatingCheck.Violations(marks.Lives).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("S n2 20 a/0 1 0 3.0 2.9")] // another node, the same token
    [InlineData("S n2 20 a/0 4 0 3.0 2.9")] // a smaller one
    [InlineData("S n1 20 a/0 4 0 3.0 2.9")] // also on the same node
    public void A_token_that_does_not_grow_is_found(string next)
    {
        FloatingMarks marks = FloatingMarks.Of("S n1 10 a/0 " + (next.Contains(" 4 ", StringComparison.Ordinal) ? 5 : 1) + " 0 1.0 0.9", "A 10 2.0", next);

        FloatingCheck.Violations(marks.Lives).ShouldContain(violation => violation.StartsWith("the token did not grow", StringComparison.Ordinal));
    }

    [Fact]
    public void One_token_on_two_nodes_and_none_at_all_are_found()
    {
        FloatingMarks marks = FloatingMarks.Of("S n1 10 a/0 7 0 1.0 0.9", "S n2 20 a/0 7 1 1.0 0.9", "S n1 30 b/0 0 0 1.0 0.9");

        FloatingCheck.Violations(marks.Lives).ShouldBe(["no token: b/0 replica 0 on n1, process 30, token 0: 1.000 to 1.000", "token 7 of a/0 on several nodes: n1, n2"]);
    }

    [Theory]
    [InlineData(2.0, 1.0, 0.5, 0)] // 2.5 s allowed, 2.5 s away
    [InlineData(2.0, 1.0, 0.4, 1)]
    [InlineData(1.9, 1.0, 0.5, 1)]
    [InlineData(1.0, 3.1, 0.5, 0)] // the disturbance was later than the last mark
    public void A_gap_longer_than_allowed_is_found(double allowed, double disturbed, double start, int found)
    {
        Handover handover = new(Life("n1", 1, begun: 1, last: 2, start: 0.1), Life("n2", 2, begun: 4.5, last: 9, start));

        FloatingCheck.TooLong([handover], _ => allowed, _ => disturbed).Count.ShouldBe(found);
    }

    [Fact]
    public void A_pid_that_the_kernel_has_given_twice_is_two_lives()
    {
        FloatingMarks marks = FloatingMarks.Of("S n1 10 a/0 1 0 1.0 0.9", "A 10 2.0", "S n2 10 b/0 2 0 3.0 2.9", "A 10 4.0");

        marks.Lives.Select(life => life.Last).ShouldBe([2.0, 4.0]);
    }

    [Fact]
    public void A_line_that_is_not_complete_waits_for_the_rest_of_it()
    {
        string file = Path.GetTempFileName();
        try
        {
            FloatingMarks marks = new();
            File.WriteAllText(file, "S n1 10 a/0 1 0 1.0 0.9\nA 10 2.");
            marks.Read(file);
            marks.Lives.ShouldHaveSingleItem().Last.ShouldBe(1.0);

            File.AppendAllText(file, "5\nA 10 3.0\n");
            marks.Read(file);
            marks.Lives.ShouldHaveSingleItem().Last.ShouldBe(3.0);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static FloatingLife Life(string node, long token, double begun, double last, double start) =>
        new(node, 10, "a/0", token, 0, begun, begun - start, last, false);
}
