using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Processes;

/// <summary>The worker that other test projects rely on does what its help says, seen through a slot.</summary>
public sealed class FaultWorkerTests : IDisposable
{
    private readonly Bench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void It_notifies_obeys_commands_and_ends_with_the_code_asked_for()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        Fifo control = _bench.Fifo("control");
        ProcessIdentity identity = slot.Launch(Worker("--control", control.Path, "--progress", "50ms"), 1);
        NotifyMessage first = Next(observer, message => message.Ready);
        first.SenderPid.ShouldBe(identity.Pid);
        first.Status.ShouldBe("working");
        long progress = Next(observer, message => message.Progress is not null).Progress!.Value;
        Next(observer, message => message.Progress > progress).Busy.ShouldBe(true);

        control.Write("hang\nstatus still here\n");
        Next(observer, message => message.Status == "still here");
        control.Write("exit 9\n");

        observer.NextExit().ShouldBe((1, ExitStatus.Exited(9)));
    }

    [Fact]
    public void It_stops_in_order_when_asked_unless_it_was_told_to_ignore_that()
    {
        (IProcessSlot polite, RecordingObserver observer) = _bench.Open("polite/0");
        polite.Launch(Worker(), 1);
        Next(observer, message => message.Ready);
        polite.Signal(Signals.Terminate);
        Next(observer, message => message.Stopping);
        observer.NextExit().Status.ShouldBe(ExitStatus.Exited(0));

        (IProcessSlot stubborn, RecordingObserver unmoved) = _bench.Open("stubborn/0");
        stubborn.Launch(Worker("--ignore-term", "--watchdog"), 1);
        Next(unmoved, message => message.Ready);
        stubborn.Signal(Signals.Terminate);
        while (unmoved.UntakenMessages > 0) { unmoved.NextMessage(); }
        Next(unmoved, message => message.Watchdog); // it goes on
        stubborn.SignalTree(Signals.Kill).ShouldBeGreaterThan(0);
        unmoved.NextExit().Status.ShouldBe(ExitStatus.Signalled(Signals.Kill));
    }

    [Fact]
    public void It_crashes_with_children_and_a_zombie_behind_it()
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        Fifo control = _bench.Fifo("control");
        slot.Launch(Worker("--children", "3", "--setsid", "--zombie", "--control", control.Path), 1);
        Next(observer, message => message.Ready);
        slot.TrySample(out ProcessSample sample).ShouldBeTrue();
        (sample.Descendants + sample.Zombies).ShouldBe(4);

        control.Write("crash\n");

        observer.NextExit().Status.ShouldBe(ExitStatus.Signalled(Signals.Abort));
        slot.SignalTree(Signals.Kill).ShouldBe(3);
        slot.Log.Tail(100).ShouldContain("Unhandled exception. System.InvalidOperationException: crashed on demand");
    }

    [Fact]
    public void Its_work_loop_shows_a_fault_on_demand_until_the_cure_that_was_named()
    {
        Directory.CreateDirectory(_bench.PathOf("control"));
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        LaunchSpec work = Worker("work", "--control", _bench.PathOf("control"), "--task", "50ms", "--marks", _bench.PathOf("marks"));
        slot.Launch(work, 1);
        Next(observer, message => message.Ready);
        NotifyMessage inHand = Next(observer, message => message.Task is { Length: > 0 });
        inHand.Busy.ShouldBe(true);

        Order("exit code=7 cure=file:" + _bench.PathOf("lock"));
        observer.NextExit().ShouldBe((1, ExitStatus.Exited(7)));
        slot.Launch(work, 2);
        observer.NextExit().ShouldBe((2, ExitStatus.Exited(7))); // a restart does not cure it
        File.Delete(_bench.PathOf("lock"));
        slot.Launch(work, 3);
        Next(observer, message => message.Task is { Length: > 0 });

        slot.Signal(Signals.Terminate);
        observer.NextExit().ShouldBe((3, ExitStatus.Exited(0)));
        File.ReadLines(_bench.PathOf("marks")).Where(line => line.StartsWith("cured", StringComparison.Ordinal))
            .ShouldHaveSingleItem().ShouldEndWith("file:" + _bench.PathOf("lock"));
    }

    [Fact]
    public void Its_hooks_carry_the_task_in_hand_over_a_kill()
    {
        string tasks = Directory.CreateDirectory(_bench.PathOf("tasks")).FullName;
        File.WriteAllText(Path.Combine(tasks, "letter"), "");
        string[] common = ["--state", _bench.PathOf("state"), "--id", "w/0"];
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        // Long enough to be in hand when it is killed, however long the hook takes to start; short once it is only to be done.
        LaunchSpec Work(string task) => Worker(["work", "--tasks", tasks, "--task", task, "--marks", _bench.PathOf("marks"), .. common]);
        slot.Launch(Work("60s"), 1);
        Next(observer, message => message.Task == "letter");
        Next(observer, message => message.Progress > 2);

        _bench.Run(Worker(["save", .. common]), "hook/0").ShouldStartWith("task-saved letter");
        slot.SignalTree(Signals.Kill);
        observer.NextExit();
        _bench.Run(Worker(["restore", .. common]), "hook/1").ShouldStartWith("task-restored letter");
        slot.Launch(Work("600ms"), 2);
        Next(observer, message => message is { Task: "", Ready: false });

        string[] marks = [.. File.ReadLines(_bench.PathOf("marks")).Select(line => line.Split(' ')[0])];
        marks.ShouldBe(["begin", "start", "begin", "resumed", "done"]);
        File.Exists(Path.Combine(tasks, "done", "letter")).ShouldBeTrue();
    }

    // Written elsewhere and renamed, as the help asks for.
    private void Order(string line)
    {
        File.WriteAllText(_bench.PathOf("order"), line);
        File.Move(_bench.PathOf("order"), _bench.PathOf("control/fault"), overwrite: true);
    }

    private static NotifyMessage Next(RecordingObserver observer, Func<NotifyMessage, bool> wanted)
    {
        while (true)
        {
            if (observer.NextMessage() is var message && wanted(message)) { return message; }
        }
    }

    private LaunchSpec Worker(params string[] switches)
    {
        string program = Path.Combine(AppContext.BaseDirectory.Replace("Guardian.Linux.Tests", "Guardian.FaultWorker", StringComparison.Ordinal), "fault-worker");
        LaunchSpec spec = _bench.Shell("") with { Command = [program, .. switches] };
        string runtime = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));
        return spec with { Environment = spec.Environment.Add("DOTNET_ROOT", runtime) };
    }
}
