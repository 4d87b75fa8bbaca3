using System.Globalization;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Processes;

public sealed class ZombieTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void An_orphan_that_ends_is_reaped_and_no_zombie_stays()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        Fifo born = _bench.Fifo("born");
        Fifo gate = _bench.Fifo("gate");
        slot.Launch(_bench.Shell("(setsid sh -c 'echo $$ > $0; read line < $1; exit 9' $1 $2 &)", born.Path, gate.Path), 1);
        int orphan = int.Parse(born.ReadAll(), CultureInfo.InvariantCulture);
        observer.NextExit();
        ProcFiles.TryReadStat(orphan, out ProcStat stat).ShouldBeTrue();
        stat.Parent.ShouldBe(Environment.ProcessId, "the node is the subreaper of its instances");
        int pidfd = Pidfd.Open(orphan);

        gate.Open();

        KernelPoll.WaitUntilReaped(pidfd).ShouldBeTrue("the orphan to end and be reaped");
        ProcFiles.TryReadStat(orphan, out _).ShouldBeFalse();
        _ = Libc.Close(pidfd);
    }

    [Fact]
    public void Children_that_other_code_of_the_node_started_keep_their_exit_status()
    {
        // The portable control stands for any code that uses System.Diagnostics.Process and waits for its children itself.
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        using PortableProcessControl portable = new(TimeProvider.System);
        RecordingObserver foreign = new();
        using IProcessSlot foreignSlot = portable.OpenSlot(_bench.Spec("portable/0"), foreign);
        for (int i = 1; i <= 20; i++)
        {
            foreignSlot.Launch(_bench.Shell($"exit {i}"), i);
            slot.Launch(_bench.Shell("(setsid true &) ; true"), i);
            observer.NextExit();
            foreign.NextExit().ShouldBe((i, ExitStatus.Exited(i)));
        }
    }
}
