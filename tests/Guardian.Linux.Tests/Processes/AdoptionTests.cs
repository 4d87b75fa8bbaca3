using System.Globalization;
using Guardian.Linux.Processes;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Processes;

public sealed class AdoptionTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void A_restarted_node_finds_its_process_by_its_marks_takes_it_over_and_hears_how_it_ends()
    {
        ProcessIdentity identity = StartUnderAnotherNode("exec sleep 1000");
        _bench.Control.FindMarked(_bench.NodeMark).ShouldBe([new MarkedProcess("w/7", identity)]);
        _bench.Control.FindMarked("another node").ShouldBeEmpty();
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open("w/7");

        slot.Adopt(identity, 5).ShouldBeTrue();
        slot.Process.ShouldBe(identity);
        slot.TrySample(out ProcessSample sample).ShouldBeTrue();
        sample.Threads.ShouldBe(1); // the kernel counts memory of small processes too roughly to be sure of any
        slot.Signal(Signals.Kill).ShouldBeTrue();

        // It is no child of the new node: its parent, whoever that is, may or may not have reaped it when the node asks.
        observer.NextExit().ShouldBe((5, ExitStatus.Signalled(Signals.Kill)));
    }

    [Fact]
    public void The_exit_code_of_an_adopted_process_is_known_too()
    {
        Fifo gate = _bench.Fifo("gate");
        ProcessIdentity identity = StartUnderAnotherNode($"read line < {gate.Path}; exit 77");
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open("w/7");
        slot.Adopt(identity, 6).ShouldBeTrue();
        gate.Open();
        observer.NextExit().ShouldBe((6, ExitStatus.Exited(77)));
    }

    [Theory]
    [InlineData("wait")]
    [InlineData("exec sleep 1000")]
    public void The_status_is_known_whether_the_parent_reaps_or_not(string parent)
    {
        Fifo born = _bench.Fifo("born");
        Fifo gate = _bench.Fifo("gate");
        (IProcessSlot helper, _) = _bench.Open("helper/0");
        helper.Launch(
            _bench.Shell($"setsid sh -c 'echo $$ > $0; read line < $1; exit 78' $1 $2 & {parent}", born.Path, gate.Path), 1);
        ProcessIdentity identity = ProcFiles.Identify(int.Parse(born.ReadAll(), CultureInfo.InvariantCulture)).ShouldNotBeNull();
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open("w/7");
        slot.Adopt(identity, 3).ShouldBeTrue();

        gate.Open();

        (long incarnation, ExitStatus status) = observer.NextExit();
        incarnation.ShouldBe(3);
        // Before 6.15 the kernel forgets the status of a process that its parent has reaped.
        bool mayBeUnknown = parent == "wait" && Environment.OSVersion.Version < new Version(6, 15);
        if (status.IsKnown || !mayBeUnknown) { status.ShouldBe(ExitStatus.Exited(78)); }
    }

    [Fact]
    public void What_an_adopted_worker_leaves_behind_is_found_as_well()
    {
        Fifo held = _bench.Fifo("held");
        Task<string> end = Task.Run(() => File.ReadAllText(held.Path));
        Fifo ready = _bench.Fifo("ready");
        string script = $"exec 9> {held.Path}; setsid sleep 1000 & sleep 1000 & echo > {ready.Path}; wait";
        ProcessIdentity identity = StartUnderAnotherNode(script);
        ready.ReadAll();
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open("w/7");
        slot.Adopt(identity, 1).ShouldBeTrue();
        slot.Signal(Signals.Kill);
        observer.NextExit();

        slot.SignalTree(Signals.Kill);

        Patience.Result(end, "every process of the adopted instance to end");
    }

    [Fact]
    public void A_reused_pid_another_boot_and_a_dead_process_are_refused()
    {
        ProcessIdentity identity = StartUnderAnotherNode("exec sleep 1000");
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open("w/7");
        slot.Adopt(identity with { StartTicks = identity.StartTicks - 1 }, 1).ShouldBeFalse();
        slot.Adopt(identity with { BootId = Guid.Empty.ToString() }, 1).ShouldBeFalse();
        _bench.Control.IsAlive(identity with { StartTicks = identity.StartTicks + 1 }).ShouldBeFalse();
        slot.Process.ShouldBeNull();

        slot.Adopt(identity, 1).ShouldBeTrue();
        slot.Signal(Signals.Kill);
        observer.NextExit();
        slot.Adopt(identity, 2).ShouldBeFalse();
    }

    /// <summary>Starts a marked process the way a node would that has died since: its parent is gone when this returns.</summary>
    private ProcessIdentity StartUnderAnotherNode(string script)
    {
        (IProcessSlot helper, RecordingObserver observer) = _bench.Open("helper/0");
        Fifo born = _bench.Fifo("born" + Guid.NewGuid().ToString("N"));
        // The last shell writes its pid when it is the leader of its session with the marks in its environment.
        LaunchSpec spec = _bench.Shell(
            "GUARDIAN_INSTANCE=w/7 setsid sh -c 'echo $$ > $0; eval \"$1\"' \"$1\" \"$2\" & wait $!", born.Path, script);
        helper.Launch(spec, 1);
        int pid = int.Parse(born.ReadAll(), CultureInfo.InvariantCulture);
        helper.Signal(Signals.Kill);
        observer.NextExit();
        helper.Dispose();
        return ProcFiles.Identify(pid).ShouldNotBeNull();
    }
}
