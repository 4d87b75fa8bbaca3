using System.Globalization;
using Guardian.Linux.Processes;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Processes;

public sealed class TreeTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    // Children: one in the group, one in a session of its own, one daemon (forked twice, own session). All hold the pipe open.
    private const string Family = """
        exec 9> "$1"
        sleep 1000 &
        setsid sleep 1000 &
        (setsid sh -c 'sleep 1000 & echo ready > "$0"; sleep 1000' "$2" &)
        """;

    [Fact]
    public void Kill_reaches_group_sessions_and_daemons()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        (Task<string> held, Fifo ready) = Hold();
        slot.Launch(_bench.Shell(Family + "\nwait", "held", ready.Path), 1);
        ready.ReadAll();

        int killed = slot.SignalTree(Signals.Kill);

        observer.NextExit().Status.ShouldBe(ExitStatus.Signalled(Signals.Kill));
        Patience.Result(held, "every process that held the pipe to end");
        killed.ShouldBeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public void What_a_crashed_worker_left_behind_is_found_after_its_end()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        (Task<string> held, Fifo ready) = Hold();
        slot.Launch(_bench.Shell(Family + "\nkill -SEGV $$", "held", ready.Path), 1);
        ready.ReadAll();
        observer.NextExit().Status.ShouldBe(ExitStatus.Signalled(11));

        slot.SignalTree(Signals.Kill).ShouldBeGreaterThanOrEqualTo(4);

        Patience.Result(held, "every process that held the pipe to end");
    }

    [Fact]
    public void Without_a_subreaper_leftovers_are_found_by_their_marks()
    {
        using Bench bench = new(new LinuxProcessOptions { Subreaper = false });
        (IProcessSlot slot, RecordingObserver observer) = bench.Open("other/0");
        (Task<string> held, Fifo ready) = Hold(bench);
        slot.Launch(bench.Shell(Family + "\nexit 3", "held", ready.Path), 1);
        ready.ReadAll();
        observer.NextExit().Status.ShouldBe(ExitStatus.Exited(3));

        slot.SignalTree(Signals.Kill).ShouldBeGreaterThanOrEqualTo(4);

        Patience.Result(held, "every process that held the pipe to end");
    }

    [Fact]
    public void In_a_cgroup_even_a_daemon_that_dropped_every_mark_is_found()
    {
        string? parent = new[] { "/sys/fs/cgroup/unified", "/sys/fs/cgroup" }.FirstOrDefault(path => File.Exists(path + "/cgroup.procs"));
        using Bench bench = new(new LinuxProcessOptions { CgroupParent = parent ?? "/sys/fs/cgroup" });
        if (parent is null || Interop.Libc.Access(parent + "/cgroup.procs", 2) != 0)
        {
            Should.Throw<LaunchException>(() => bench.Open()).Problem.ShouldBe(LaunchProblem.Files);
            return;
        }

        (IProcessSlot slot, RecordingObserver observer) = bench.Open("test/" + Guid.NewGuid().ToString("N"));
        (Task<string> held, Fifo ready) = Hold(bench);
        Fifo go = bench.Fifo("go");
        const string script = "exec 9> $1; read line < $3; (env -i setsid /bin/sh -c 'echo > $0; exec sleep 1000' $2 &)";
        slot.Launch(bench.Shell(script, "held", ready.Path, go.Path), 1);
        go.Open(); // once it is in its cgroup
        ready.ReadAll();
        observer.NextExit();

        slot.SignalTree(Signals.Kill).ShouldBe(1);

        Patience.Result(held, "the daemon to end");
        OwnChildren.ShouldAllBeReaped(); // so that the cgroup is empty and can go
    }

    [Fact]
    public void Other_instances_and_the_node_are_not_touched()
    {
        (IProcessSlot victim, RecordingObserver observer) = _bench.Open("a/0");
        (IProcessSlot bystander, RecordingObserver undisturbed) = _bench.Open("a/1");
        (Task<string> _, Fifo ready) = Hold();
        Fifo left = _bench.Fifo("left");
        bystander.Launch(_bench.Shell("(setsid sh -c 'echo $$ > $0; exec sleep 1000' $1 &) ; exec sleep 1000", left.Path), 1);
        int daemon = int.Parse(left.ReadAll(), CultureInfo.InvariantCulture);
        victim.Launch(_bench.Shell(Family + "\nwait", "held", ready.Path), 1);
        ready.ReadAll();

        victim.SignalTree(Signals.Kill);
        observer.NextExit();
        victim.SignalTree(Signals.Kill);

        undisturbed.UntakenExits.ShouldBe(0);
        ProcFiles.Identify(daemon).ShouldNotBeNull();
        _bench.Control.IsAlive(bystander.Process!.Value).ShouldBeTrue();
    }

    [Fact]
    public void A_gentle_signal_is_delivered_once_to_each_process()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        Fifo ready = _bench.Fifo("ready");
        const string script = """
            trap 'echo main' USR1; trap 'exit 0' TERM
            (setsid sh -c 'trap "echo child" USR1; trap "exit 0" TERM; echo up > $0; while :; do sleep 0.02; done' "$1" &)
            while :; do sleep 0.02; done
            """;
        slot.Launch(_bench.Shell(script, ready.Path), 1);
        ready.ReadAll();

        slot.SignalTree(10).ShouldBeGreaterThanOrEqualTo(2);
        slot.SignalTree(Signals.Terminate);

        observer.NextExit();
        slot.SignalTree(Signals.Kill);
        File.ReadAllLines(slot.Log.Path).Count(line => line == "main").ShouldBeLessThanOrEqualTo(1);
        File.ReadAllLines(slot.Log.Path).Count(line => line == "child").ShouldBeLessThanOrEqualTo(1);
    }

    private (Task<string> Held, Fifo Ready) Hold(Bench? bench = null)
    {
        Fifo held = (bench ?? _bench).Fifo("held");
        // Reading ends when the last writer has closed, that is, ended.
        return (Task.Run(() => File.ReadAllText(held.Path)), (bench ?? _bench).Fifo("ready"));
    }
}
