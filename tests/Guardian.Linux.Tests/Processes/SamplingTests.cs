using System.Globalization;
using Guardian.Health;
using Guardian.Linux.Processes;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Processes;

public sealed class SamplingTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void Figures_are_those_of_the_kernel_and_cover_the_tree()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        Fifo ready = _bench.Fifo("ready");
        // Burns some processor time, has two children alive, one dead and not waited for, and descriptors 0 to 2, 8 and 9.
        const string script = """
            exec 8< /dev/null 9< /dev/null
            i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done
            sleep 1000 & sleep 1000 & sh -c 'read line < "$0"' "$2" &
            echo $! > "$1"; exec sleep 1000
            """;
        Fifo gate = _bench.Fifo("gate");
        ProcessIdentity identity = slot.Launch(_bench.Shell(script, ready.Path, gate.Path), 1);
        int dead = int.Parse(ready.ReadAll(), CultureInfo.InvariantCulture);
        gate.Open();
        WaitUntilDead(dead);

        slot.TrySample(out ProcessSample sample).ShouldBeTrue();

        sample.Descendants.ShouldBe(2);
        sample.Zombies.ShouldBe(1);
        sample.Threads.ShouldBe(1);
        sample.Descriptors.ShouldBe(Directory.GetFileSystemEntries($"/proc/{identity.Pid}/fd").Length);
        sample.Cpu.ShouldBeInRange(TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        long resident = 0;
        Span<int> children = stackalloc int[8];
        int count = ProcessChildren.OfThread(identity.Pid, identity.Pid, children);
        foreach (int pid in (int[])[identity.Pid, .. children[..count]])
        {
            if (File.ReadLines($"/proc/{pid}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line)
            {
                resident += long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
            }
        }

        ((double)sample.ResidentBytes).ShouldBe(resident, tolerance: resident * 0.5); // the kernel keeps the sum per processor and rounds
        slot.SignalTree(Signals.Kill);
        observer.NextExit();
        slot.TrySample(out _).ShouldBeFalse();
    }

    [Fact]
    public void Sampling_allocates_nothing()
    {
        (IProcessSlot slot, _) = _bench.Open();
        slot.Launch(_bench.Shell("sleep 1000 & exec sleep 1000"), 1);
        for (int i = 0; i < 200; i++) { slot.TrySample(out _).ShouldBeTrue(); } // until everything is compiled

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++) { slot.TrySample(out _); }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Fact]
    public void A_stat_line_is_read_whatever_the_programs_name_is()
    {
        string rest = string.Join(' ', Enumerable.Range(3, 50).Select(field => field == 3 ? "S" : field.ToString(CultureInfo.InvariantCulture)));
        foreach (string name in (string[])["sh", "a b", ") R 1 (", "x) Z 9 9 (y)", ""])
        {
            ProcStat.TryParse(System.Text.Encoding.UTF8.GetBytes($"4711 ({name}) {rest}\n"), out ProcStat stat).ShouldBeTrue();
            stat.ShouldBe(new ProcStat(4711, 'S', 4, 5, 6, 14, 15, 20, 22, 24, 52, 50, 51));
        }

        ProcStat.TryParse("4711 (sh"u8, out _).ShouldBeFalse();
        ProcStat.TryParse(""u8, out _).ShouldBeFalse();
    }

    [Fact]
    public void The_hosts_figures_are_plausible_and_what_cannot_be_read_is_null()
    {
        HostSample sample = new LinuxHostSampler().Sample("/");
        sample.Processors.ShouldBe(Environment.ProcessorCount);
        sample.CpuBusy!.Value.ShouldBeInRange(TimeSpan.FromTicks(1), sample.CpuTotal!.Value);
        sample.MemoryAvailable!.Value.ShouldBeInRange(1, sample.MemoryTotal!.Value);
        sample.DiskFree!.Value.ShouldBeInRange(0, sample.DiskTotal!.Value);
        sample.Load1!.Value.ShouldBeGreaterThanOrEqualTo(0);

        new LinuxHostSampler("/no/such/place").Sample("/no/such/place").ShouldBe(
            new HostSample(Environment.ProcessorCount, null, null, null, null, null, null, null));
    }

    private static void WaitUntilDead(int pid)
    {
        int pidfd = Pidfd.Open(pid);
        KernelPoll.WaitUntilEnded(pidfd).ShouldBeTrue();
        _ = Interop.Libc.Close(pidfd);
    }
}
