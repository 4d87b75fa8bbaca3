using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Processes;

public sealed class ManyInstancesTests : IDisposable
{
    private const int Count = 200; // enough for the spawning threads to be used

    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void All_instances_killed_at_once_come_back_and_their_leftovers_go()
    {
        (IProcessSlot Slot, RecordingObserver Observer)[] all = [.. Enumerable.Range(0, Count).Select(i => _bench.Open($"many/{i}"))];
        Fifo held = _bench.Fifo("held");
        Task<string> end = Task.Run(() => File.ReadAllText(held.Path));
        LaunchSpec plain = _bench.Shell("") with { Command = ["/bin/sleep", "1000"] };
        LaunchSpec messy = _bench.Shell("exec 9> $1; (setsid sleep 1000 &); exec sleep 1000", held.Path);
        for (int i = 0; i < Count; i++) { all[i].Slot.Launch(i % 20 == 0 ? messy : plain, 1); }

        foreach ((IProcessSlot slot, _) in all) { slot.Signal(Signals.Kill); }
        foreach ((IProcessSlot slot, RecordingObserver observer) in all)
        {
            observer.NextExit().ShouldBe((1, ExitStatus.Signalled(Signals.Kill)));
            slot.SignalTree(Signals.Kill);
            slot.Launch(plain, 2);
        }

        Patience.Result(end, "every leftover of the first lives to end");
        all.ShouldAllBe(one => _bench.Control.IsAlive(one.Slot.Process!.Value));
        foreach ((IProcessSlot slot, RecordingObserver observer) in all)
        {
            slot.SignalTree(Signals.Kill).ShouldBe(1);
            observer.NextExit().Incarnation.ShouldBe(2);
        }

        OwnChildren.ShouldAllBeReaped();
    }
}
