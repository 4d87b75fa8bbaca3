using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Processes;

public sealed class ExitTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(78)]
    [InlineData(255)]
    public void The_exit_code_is_told_with_the_incarnation(int code)
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        slot.Launch(_bench.Shell("exit $1", $"{code}"), 42);
        observer.NextExit().ShouldBe((42, ExitStatus.Exited(code)));
        slot.Process.ShouldBeNull();
    }

    [Theory]
    [InlineData(Signals.Kill)]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Abort)]
    public void The_signal_that_ended_it_is_told(int signal)
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        ProcessIdentity identity = slot.Launch(_bench.Shell("exec sleep 1000"), 1);
        _bench.Control.IsAlive(identity).ShouldBeTrue();

        slot.Signal(signal).ShouldBeTrue();

        observer.NextExit().Status.ShouldBe(ExitStatus.Signalled(signal));
        _bench.Control.IsAlive(identity).ShouldBeFalse();
        slot.Signal(signal).ShouldBeFalse();
    }

    [Fact]
    public void Each_launch_ends_exactly_once_over_many_restarts()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        for (int run = 0; run < 100; run++)
        {
            slot.Launch(_bench.Shell("") with { Command = ["/bin/false"] }, run);
            observer.NextExit().ShouldBe((run, ExitStatus.Exited(1)));
            slot.SignalTree(Signals.Kill).ShouldBe(0);
        }

        observer.UntakenExits.ShouldBe(0);
    }

    [Fact]
    public void A_full_slot_refuses_another_process()
    {
        (IProcessSlot slot, _) = _bench.Open();
        slot.Launch(_bench.Shell("exec sleep 1000"), 1);
        Should.Throw<InvalidOperationException>(() => slot.Launch(_bench.Shell("true"), 2)).Message.ShouldContain("w/0");
    }

    [Fact]
    public void A_closed_slot_leaves_its_process_running_and_tells_nothing()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        Fifo gate = _bench.Fifo("gate");
        Fifo done = _bench.Fifo("done");
        ProcessIdentity identity = slot.Launch(_bench.Shell("read line < $1; echo over > $2", gate.Path, done.Path), 1);

        slot.Dispose();

        _bench.Control.IsAlive(identity).ShouldBeTrue();
        gate.Open();
        done.ReadAll().ShouldBe("over");
        (IProcessSlot other, RecordingObserver marker) = _bench.Open("w/1");
        other.Launch(_bench.Shell("true"), 1);
        marker.NextExit();
        observer.UntakenExits.ShouldBe(0);
    }
}
