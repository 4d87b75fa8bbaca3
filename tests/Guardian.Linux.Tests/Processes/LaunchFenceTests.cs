using System.Globalization;
using Guardian.Linux.Guarding;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Processes;

public sealed class LaunchFenceTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly Bench _bench = new();

    private static TimeSpan InTime => BootClock.Instance.SinceBoot + Long;

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-100_000)]
    public void Too_late_it_ends_with_75_and_the_command_never_runs(int milliseconds)
    {
        string ran = _bench.PathOf("ran");
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();

        // Also the case of a node that was stopped between its own look at the clock and the launch: the moment has passed by then.
        slot.Launch(_bench.Shell("echo > $1", ran) with { NotAfter = BootClock.Instance.SinceBoot + TimeSpan.FromMilliseconds(milliseconds) }, 1);

        observer.NextExit().Status.ShouldBe(ExitStatus.Exited(LaunchFence.TooLate));
        File.Exists(ran).ShouldBeFalse();
        File.ReadAllText(slot.Log.Path).ShouldBe("");
    }

    [Fact]
    public void The_new_process_looks_at_the_last_moment_however_long_it_was_held_up_before()
    {
        Fifo gate = _bench.Fifo("gate");
        string ran = _bench.PathOf("ran");
        TimeSpan notAfter = BootClock.Instance.SinceBoot + TimeSpan.FromMilliseconds(100);
        LaunchSpec worker = _bench.Shell("");
        string[] fence = LaunchFence.Before(worker, "/bin/sh", notAfter);
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        slot.Launch(worker with { Command = ["/bin/sh", "-c", "read -r line < $0; exec \"$@\"", gate.Path, .. fence, "touch", ran] }, 1);

        BootMoments.Until(notAfter);
        gate.Open();

        observer.NextExit().Status.ShouldBe(ExitStatus.Exited(LaunchFence.TooLate));
        File.Exists(ran).ShouldBeFalse();
    }

    [Fact]
    public void In_time_it_runs_with_the_same_pid_its_own_name_and_every_argument_as_it_was()
    {
        string[] arguments = ["a b", " ", "", "'", "\"", "$HOME `id` \\", "*", "two\nlines\n", "ü€😀", "-c", "--", "=", "\u0001"];
        const string script = "echo $$ > pid; tr '\\0' '\\n' < /proc/$$/cmdline > line; shift 0; printf '[%s]' \"$@\"";
        LaunchSpec spec = _bench.Shell(script, arguments) with { NotAfter = InTime };
        spec = spec with { Command = spec.Command.SetItem(0, "sh") };
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();

        ProcessIdentity identity = slot.Launch(spec, 1);

        observer.NextExit().Status.ShouldBe(ExitStatus.Exited(0));
        File.ReadAllText(slot.Log.Path).ShouldBe(string.Concat(arguments.Select(argument => $"[{argument}]")));
        File.ReadAllText(_bench.PathOf("pid")).Trim().ShouldBe(identity.Pid.ToString(CultureInfo.InvariantCulture));
        File.ReadLines(_bench.PathOf("line")).First().ShouldBe("sh");
    }

    [Fact]
    public void User_umask_niceness_and_limits_hold_behind_it_and_it_holds_behind_them()
    {
        bool isRoot = Libc.EffectiveUser() == 0;
        const string script = "umask; nice; ulimit -n; ulimit -Hn; id -un; echo $$";
        LaunchSpec spec = _bench.Shell(script) with { Umask = 0x17 /* 027 */, Nice = 5, User = isRoot ? "nobody" : null };
        spec = spec with { Limits = spec.Limits.Add("nofile", "64:128") };
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open(user: spec.User);

        ProcessIdentity identity = slot.Launch(spec with { NotAfter = InTime }, 1);
        observer.NextExit().Status.ShouldBe(ExitStatus.Exited(0));
        string user = isRoot ? "nobody" : Environment.UserName;
        File.ReadAllLines(slot.Log.Path).ShouldBe(["0027", "5", "64", "128", user, identity.Pid.ToString(CultureInfo.InvariantCulture)]);

        slot.Launch(spec with { NotAfter = BootClock.Instance.SinceBoot }, 2);
        observer.NextExit().ShouldBe((2, ExitStatus.Exited(LaunchFence.TooLate)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a.b")] // dash does not hand it on
    public void The_environment_is_the_one_without_a_fence(string odd)
    {
        LaunchSpec spec = _bench.Shell("") with { Command = ["/usr/bin/env", "-0"] };
        spec = spec with
        {
            Environment = spec.Environment.Add("VALUE", "a = 'b'\n\"c\" ü \\ $x").Add("OLDPWD", "/it's").Add("IFS", "x y").Add("EMPTY", "")
                .Add("SHLVL", "3").Add("LC_ALL", "C"),
        };
        if (odd.Length > 0) { spec = spec with { Environment = spec.Environment.Add(odd, "odd").Add("BASH_ENV", _bench.PathOf("missing")) }; }
        string[] without = _bench.Run(spec).Split('\0');
        File.Delete(_bench.PathOf("logs/w/0.log"));

        string[] with = _bench.Run(spec with { NotAfter = InTime }).Split('\0');

        with.Order().ShouldBe(without.Order());
    }

    [Theory]
    [InlineData("/bin/dash", "12.34", 1235, true)]
    [InlineData("/bin/dash", "12.34", 1234, false)] // 12.34 may be 12.3499
    [InlineData("/bin/dash", "0.09", 10, true)] // no octal number
    [InlineData("/bin/dash", "0.08", 8, false)]
    [InlineData("/bin/dash", "98765432.10", 9_876_543_211, true)]
    [InlineData("/bin/dash", "", 1, false)]
    [InlineData("/bin/dash", "nonsense", 1, false)]
    [InlineData("/bin/bash", "12.34", 1235, true)]
    [InlineData("/bin/bash", "12.34", 1234, false)]
    [InlineData("/bin/bash", "0.09", 10, true)]
    [InlineData("/bin/bash", "0.08", 8, false)]
    [InlineData("/bin/bash", "98765432.10", 9_876_543_211, true)]
    [InlineData("/bin/bash", "", 1, false)]
    [InlineData("/bin/bash", "nonsense", 1, false)]
    public void A_hundredth_that_has_begun_counts_as_over(string shell, string uptime, long hundredths, bool runs)
    {
        File.WriteAllText(_bench.PathOf("uptime"), uptime.Length == 0 ? "" : $"{uptime} 99.99\n");
        // As the system's sh: bash keeps to the standard when it is called that.
        File.CreateSymbolicLink(_bench.PathOf("sh"), shell);
        LaunchSpec spec = _bench.Shell("");
        string script = LaunchFence.Script(spec).Replace("/proc/uptime", _bench.PathOf("uptime"), StringComparison.Ordinal);
        string limit = hundredths.ToString(CultureInfo.InvariantCulture);
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();

        slot.Launch(spec with { Command = [_bench.PathOf("sh"), "-c", script, "sh", limit, "/bin/sh", "-c", "exit 3"] }, 1);

        observer.NextExit().Status.ShouldBe(ExitStatus.Exited(runs ? 3 : LaunchFence.TooLate));
    }

    [Fact]
    public void What_cannot_be_executed_is_refused_as_without_a_fence()
    {
        File.WriteAllText(_bench.PathOf("plain"), "echo\n");
        LaunchSpec[] bad =
        [
            _bench.Shell("") with { Command = ["no-such-program"] }, _bench.Shell("") with { Command = [_bench.PathOf("plain")] },
            _bench.Shell("") with { Directory = "/no/such/place" }, _bench.Shell("") with { User = "nosuchuser" },
            _bench.Shell("true", new string('x', 4 << 20)), _bench.Shell("") with { Command = ["sh", "a\0b"] },
        ];
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open();
        foreach (LaunchSpec spec in bad)
        {
            LaunchException without = Should.Throw<LaunchException>(() => slot.Launch(spec, 1));
            LaunchException with = Should.Throw<LaunchException>(() => slot.Launch(spec with { NotAfter = InTime }, 1));
            (with.Problem, with.Message).ShouldBe((without.Problem, without.Message));
        }

        slot.Process.ShouldBeNull();
        observer.UntakenExits.ShouldBe(0);
    }

    [Fact]
    public void A_command_of_a_floating_worker_is_fenced_as_well_and_names_its_node()
    {
        LaunchSpec spec = _bench.Shell("echo $GUARDIAN_NODE_PROCESS");
        _bench.Run(spec with { NotAfter = InTime }).ShouldBe("");
        File.Delete(_bench.PathOf("logs/w/0.log"));
        spec = spec with { Environment = spec.Environment.Add("GUARDIAN_FENCING_TOKEN", "7").Add("GUARDIAN_NODE_PROCESS", "somebody") };
        _bench.Run(spec).ShouldBe(NodeProcess.Current.ToString());
    }

    [Fact]
    public void Where_there_is_no_boot_clock_a_latest_moment_is_refused()
    {
        using PortableProcessControl portable = new(TimeProvider.System);
        using IProcessSlot slot = portable.OpenSlot(_bench.Spec(), new RecordingObserver());
        Should.Throw<LaunchException>(() => slot.Launch(_bench.Shell("true") with { NotAfter = InTime }, 1)).Message.ShouldContain("Linux only");
    }
}
