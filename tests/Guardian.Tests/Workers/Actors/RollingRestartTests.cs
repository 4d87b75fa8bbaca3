using Guardian.Workers;
using Guardian.Workers.Actors;

namespace Guardian.Tests.Workers.Actors;

public sealed class RollingRestartTests
{
    private static readonly WorkerDefinition Definition = Harness.Load(Harness.Worker("w")).Workers[0];
    private readonly SortedDictionary<int, Child> _children = [];
    private readonly RollingRestart _rolling = new();

    public RollingRestartTests()
    {
        for (int index = 0; index < 3; index++)
        {
            _children[index] = new Child(ActorRefs.Nobody, new InstanceSeat(Definition, new InstanceName("w", index))) { State = ChildState.Live };
            Is(index, incarnation: 1, ready: true);
        }
    }

    [Fact]
    public void The_next_has_its_turn_when_the_one_before_is_ready_in_a_new_life()
    {
        _rolling.Begin("why", [0, 1]);
        Next().ShouldBe(0);
        Next().ShouldBeNull("it is ready, but that is still its old life");
        Is(0, incarnation: 2, ready: false);
        Next().ShouldBeNull("its new life is not ready");
        Is(0, incarnation: 2, ready: true);
        Next().ShouldBe(1);
        Is(1, incarnation: 2, ready: true);
        Next().ShouldBeNull();
        _rolling.Awaited.ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void One_that_is_not_coming_back_is_not_waited_for(bool stopping)
    {
        _rolling.Begin("why", [0, 1]);
        Next().ShouldBe(0);
        _children[0].State = stopping ? ChildState.Stopping : ChildState.Idle;
        Next().ShouldBe(1);
    }

    [Fact]
    public void Who_leaves_or_has_left_gets_no_turn()
    {
        _rolling.Begin("why", [0, 1, 2]);
        _children.Remove(0);
        _children[1].Leaving = true;
        Next().ShouldBe(2);
    }

    [Fact]
    public void After_its_end_and_at_another_beginning_nobody_is_waited_for()
    {
        _rolling.Begin("why", [0, 1]);
        Next().ShouldBe(0);
        _rolling.End();
        Next().ShouldBeNull();
        _rolling.Begin("again", [2]);
        Next().ShouldBe(2);
        _rolling.Reason.ShouldBe("again");
    }

    private int? Next() => _rolling.Next(_children)?.Seat.Name.Index;

    private void Is(int index, long incarnation, bool ready) => _children[index].View = new InstanceView(
        new InstanceStatus
        {
            Id = $"w/{index}",
            State = WorkerState.Healthy,
            Pid = 1,
            StartedAt = null,
            Restarts = 0,
            CpuPercent = null,
            RssBytes = null,
            Busy = null,
            Progress = null,
            LastExit = null,
        },
        incarnation,
        Running: true,
        ready,
        Attempted: true,
        GaveUp: false,
        Score: 100,
        Restoring: false);
}
