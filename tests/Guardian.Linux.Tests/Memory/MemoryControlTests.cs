using Guardian.Linux.Memory;
using Guardian.Linux.Processes;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Memory;

/// <summary>The rules on a directory that looks like a control group, and the refusal of the real kernel for this process itself.</summary>
public sealed class MemoryControlTests : IDisposable
{
    private static readonly ProcessIdentity s_self = ProcFiles.Identify(Environment.ProcessId)!.Value;

    private readonly string _directory = Directory.CreateTempSubdirectory("guardian-test-").FullName;

    private string ReclaimFile => Path.Combine(_directory, "memory.reclaim");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_group_of_the_worker_is_asked_for_no_more_than_it_has()
    {
        File.WriteAllText(ReclaimFile, "");
        File.WriteAllText(Path.Combine(_directory, "memory.current"), "1000000\n");

        MemoryReclaim reclaim = Control(worker: "/guardian/w", node: "/guardian/node").Reclaim(Worker(), 1L << 30);

        reclaim.ShouldBe(new MemoryReclaim(true, 0, "0 MiB of control group /guardian/w taken back")); // a plain file frees nothing
        File.ReadAllText(ReclaimFile).ShouldBe("1000000");
    }

    [Theory]
    [InlineData("/guardian", "/guardian")]
    [InlineData("/", "/guardian")]
    [InlineData("/guardian", "/guardian/node/deep")]
    public void A_group_that_the_node_lives_in_is_never_touched(string worker, string node)
    {
        File.WriteAllText(ReclaimFile, "");

        Control(worker, node).Reclaim(Worker(), 4096).Reason.ShouldBe($"control group {worker} is one that the node itself lives in");

        File.ReadAllText(ReclaimFile).ShouldBe("");
    }

    [Fact]
    public void What_stands_in_the_way_is_said()
    {
        LinuxMemoryControl control = Control("/w", "/node");
        control.Reclaim(Worker(), 1).Reason.ShouldBe("control group /w has no memory.reclaim: no memory controller, or a kernel before 5.19");
        control.Reclaim(Worker() with { StartTicks = 1 }, 1).Reason.ShouldBe($"process {Worker().Pid} is no longer the one that was meant");
        Control(null, "/node").Reclaim(Worker(), 1).Reason.ShouldBe("the process is in no control group of version 2 that is seen from here");
        Control("/w", null).Reclaim(Worker(), 1).Reason.ShouldBe("the node's own control group is not known");
        Should.Throw<ArgumentOutOfRangeException>(() => control.Reclaim(Worker(), 0));
    }

    [Fact]
    public void This_very_process_is_refused_by_the_real_control()
    {
        MemoryReclaim reclaim = new LinuxMemoryControl().Reclaim(s_self, 4096);

        reclaim.Done.ShouldBeFalse();
        reclaim.Reason.ShouldMatch("itself lives in|is in no control group of version 2");
    }

    [Theory]
    [InlineData("0::/a/b\n", "/a/b")]
    [InlineData("12:memory:/x\n1:name=systemd:/y\n0::/\n", "/")]
    [InlineData("0::/../elsewhere\n", null)]
    [InlineData("12:memory:/x\n", null)]
    [InlineData("", null)]
    public void The_group_is_the_line_of_version_2(string content, string? group) => CgroupPath.Of(content).ShouldBe(group);

    [Theory]
    [InlineData("30 24 0:27 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw", "/a", "/sys/fs/cgroup/a")]
    [InlineData("30 24 0:27 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory", "/a", null)]
    [InlineData("30 24 0:27 /pod /cg rw - cgroup2 none rw", "/pod/a", "/cg/a")]
    [InlineData("30 24 0:27 /pod /cg rw - cgroup2 none rw", "/podium/a", null)]
    [InlineData("rubbish", "/a", null)]
    public void A_group_is_found_where_the_hierarchy_is_mounted(string mounts, string group, string? directory) =>
        CgroupPath.Directory(mounts, group).ShouldBe(directory);

    // The rules ask for groups by pid, and "the worker" must be alive: this process's parent plays it.
    private static ProcessIdentity Worker() => ProcFiles.TryReadStat(Environment.ProcessId, out ProcStat stat) ? ProcFiles.Identify(stat.Parent)!.Value : default;

    private LinuxMemoryControl Control(string? worker, string? node) =>
        new(pid => pid == Environment.ProcessId ? node : worker, _ => _directory);
}
