using Guardian.Chaos.Cluster;
using Guardian.Testing.Floating;

namespace Guardian.Chaos.Tests.Cluster;

/// <summary>The judgement of a campaign finds what is wrong.</summary>
public sealed class ClusterResultTests
{
    [Fact]
    public void A_worker_that_was_back_within_a_lease_and_a_second_of_the_last_deed_is_well()
    {
        // Killed at 2, and what would have taken it cut off at 4: back 2.9 s after that, with 0.1 s for its start.
        ClusterResult result = Result([2, 4], "S n1 10 a/0 1 0 1.0 0.9", "A 10 2.0", "S n2 20 a/0 2 0 6.9 6.8", "A 20 7.0");

        result.Violations.ShouldBeEmpty();
        result.Gaps.ShouldBe([2.9], 0.001);
        result.ToString().ShouldContain("violations: 0");
    }

    [Theory]
    [InlineData(7.2)] // 3.2 s after the last deed, where 3.1 s are allowed
    [InlineData(60)]
    public void A_worker_that_was_away_for_longer_is_found(double back)
    {
        ClusterResult result = Result([2, 4], "S n1 10 a/0 1 0 1.0 0.9", "A 10 2.0", FormattableString.Invariant($"S n2 20 a/0 2 0 {back} {back - 0.1}"));

        result.Violations.ShouldHaveSingleItem().ShouldStartWith("away for");
    }

    [Fact]
    public void Time_for_which_nobody_had_a_processor_does_not_count()
    {
        ClusterResult result = Result([2], "S n1 10 a/0 1 0 1.0 0.9", "A 10 2.0", "S n2 20 a/0 2 0 6.0 5.9") with { Stalls = (from, to) => from == 2.0 && to == 6.0 ? 1.0 : 0 };

        result.Violations.ShouldBeEmpty();
    }

    [Fact]
    public void Two_at_once_lost_events_and_what_never_came_about_are_found()
    {
        ClusterResult result = Result([], "S n1 10 a/0 1 0 1.0 0.9", "A 10 2.0", "S n2 20 a/0 2 0 1.5 1.4", "A 20 3.0") with
        {
            EventProblems = ["an event is lost"],
            Stuck = ["a node did not join"],
        };

        result.Violations.Count.ShouldBe(3);
        result.ToString().ShouldContain("two at once");
    }

    private static ClusterResult Result(double[] disturbances, params string[] marks) => new()
    {
        Seed = 1,
        Seconds = 10,
        Lease = 2,
        Load = "0",
        Deeds = [],
        Disturbances = disturbances,
        Lives = FloatingMarks.Of(marks).Lives,
        Stalls = (_, _) => 0,
        Events = 0,
        EventProblems = [],
        Stuck = [],
    };
}
