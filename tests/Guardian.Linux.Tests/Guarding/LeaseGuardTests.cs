using System.Collections.Concurrent;
using System.Collections.Immutable;
using Guardian.Linux.Guarding;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;
using Guardian.Linux.Tests.Support;
using Guardian.Workers;
using Microsoft.Extensions.Logging;

namespace Guardian.Linux.Tests.Guarding;

/// <summary>The guard as its node sees it; the node is this process.</summary>
public sealed class LeaseGuardTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Far = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan AfterDeadline = TimeSpan.FromMilliseconds(150);
    private static readonly TimeSpan Rounding = TimeSpan.FromMilliseconds(1);

    private readonly Bench _bench = new();
    private readonly ShiftedTime _time = new();
    private readonly Words _words = new();
    private LinuxLeaseGuard? _guard;

    private static TimeSpan Now => BootClock.Instance.SinceBoot;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_guard is not null) { await _guard.DisposeAsync(); }
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public void It_is_up_once_it_runs_and_again_after_each_moment_is_acknowledged()
    {
        LinuxLeaseGuard guard = Start();
        for (int i = 0; i < 200; i++)
        {
            guard.Extend(Now + Far + TimeSpan.FromMilliseconds(i)).ShouldBeTrue();
            Up(guard);
        }

        guard.Extend(TimeSpan.FromSeconds(-1)).ShouldBeTrue(); // any moment may be told
        Up(guard);
    }

    [Fact]
    public void While_it_cannot_answer_it_is_not_up()
    {
        LinuxLeaseGuard guard = Start();
        int pid = guard.Process!.Value.Pid;
        _ = Libc.Kill(pid, Constants.SIGSTOP);
        Until("the guard to be stopped", () => ProcFiles.TryReadStat(pid, out ProcStat stat) && stat.State == 'T');

        guard.Extend(Now + Far).ShouldBeTrue();
        guard.IsUp.ShouldBeFalse();
        Patience.Until("its queue to be full", () => !guard.Extend(Now + Far));
        guard.IsUp.ShouldBeFalse();

        _ = Libc.Kill(pid, 18);
        Until("it to take what it was told last, which it is told again", () => guard.IsUp || (guard.Extend(Now + Far) && guard.IsUp));
        guard.Process!.Value.Pid.ShouldBe(pid);
    }

    [Fact]
    public void A_guard_that_was_killed_is_replaced_at_once_by_one_that_knows_the_moment()
    {
        LinuxLeaseGuard guard = Start();
        (int worker, _) = Launch("floating/0", token: 7);
        TimeSpan until = Now + TimeSpan.FromSeconds(3);
        guard.Extend(until);
        Up(guard);
        using Ends ends = new(worker);
        int first = guard.Process!.Value.Pid;

        _ = Libc.Kill(first, Signals.Kill);
        Until("it to be missed", () => guard.Process?.Pid != first);
        Until("another one to be up", () => guard.IsUp);

        // Nobody tells the new one anything.
        guard.Process!.Value.Pid.ShouldNotBe(first);
        ends.First().ShouldBeInRange(until - Rounding, until + AfterDeadline);
        _words.All.ShouldContain(line => line.Contains($"(process {first}) has ended: signal SIGKILL", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_not_up_between_the_end_of_one_guard_and_the_acknowledgement_of_the_next()
    {
        LinuxLeaseGuard guard = Start();
        guard.Extend(Now + Far);
        Up(guard);
        int first = guard.Process!.Value.Pid;
        _ = Libc.Kill(first, Signals.Kill);
        Until("it to be missed", () => !guard.IsUp);

        guard.Extend(Now + Far).ShouldBeFalse(); // there is nobody to be told
        Up(guard);
        guard.Process!.Value.Pid.ShouldNotBe(first);
    }

    [Fact]
    public void A_guard_that_dies_again_and_again_is_started_again_and_again()
    {
        LinuxLeaseGuard guard = Start();
        for (int i = 0; i < 4; i++)
        {
            int pid = guard.Process!.Value.Pid;
            _ = Libc.Kill(pid, Signals.Kill);
            Until("the next one", () => guard.IsUp && guard.Process?.Pid is { } next && next != pid);
        }
    }

    [Fact]
    public void A_guard_that_is_silent_for_long_is_killed_and_replaced()
    {
        LinuxLeaseGuard guard = Start();
        int pid = guard.Process!.Value.Pid;
        _ = Libc.Kill(pid, Constants.SIGSTOP);
        Until("the guard to be stopped", () => ProcFiles.TryReadStat(pid, out ProcStat stat) && stat.State == 'T');
        guard.Extend(Now + Far);
        _time.Advance(LinuxLeaseGuard.MostSilence);
        guard.Extend(Now + Far);
        guard.Process!.Value.Pid.ShouldBe(pid); // not yet

        _time.Advance(TimeSpan.FromMilliseconds(100));
        guard.Extend(Now + Far);

        Until("the next one", () => guard.IsUp && guard.Process?.Pid is { } next && next != pid);
        _words.All.ShouldContain(line => line.Contains("has not answered for 5 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_program_nothing_is_up_and_the_reason_is_told()
    {
        _guard = new LinuxLeaseGuard(_bench.Control, ["/no/such/guardian"], _bench.Directory, _bench.NodeMark, _time, _words);
        Until("the reason", () => _words.All.Any(line => line.Contains("/no/such/guardian", StringComparison.Ordinal)));
        _guard.IsUp.ShouldBeFalse();
        _guard.Extend(Now + Far).ShouldBeFalse();
        await _guard.DisposeAsync();
        Should.Throw<ObjectDisposedException>(() => _guard.Extend(Now + Far));
    }

    [Fact]
    public async Task Dismissed_it_kills_what_floats_and_nothing_else_and_ends()
    {
        LinuxLeaseGuard guard = Start();
        guard.Extend(Now + Far);
        (int floating, _) = Launch("floating/0", token: 7);
        (int local, _) = Launch("local/0", token: null);
        using Ends ends = new(floating, guard.Process!.Value.Pid);
        using Ends others = new(local);

        await guard.DisposeAsync();

        ends.Last();
        others.ShouldLiveOn(TimeSpan.FromMilliseconds(100));
        guard.IsUp.ShouldBeFalse();
    }

    [Fact]
    public void Every_request_to_end_is_ignored()
    {
        LinuxLeaseGuard guard = Start();
        int pid = guard.Process!.Value.Pid;
        using Ends ends = new(pid);

        // As a terminal does it: the whole process group.
        foreach (int signal in (int[])[Signals.Hangup, Signals.Interrupt, 3, Signals.Terminate, 10, 12, 13, 14]) { Libc.Kill(-pid, signal).ShouldBe(0); }

        ends.ShouldLiveOn(TimeSpan.FromMilliseconds(100));
        guard.Extend(Now + Far);
        Up(guard);
        guard.Process!.Value.Pid.ShouldBe(pid);
    }

    [Fact]
    public void It_carries_neither_mark_nor_token_nor_the_nodes_own_supervisor()
    {
        foreach (string name in new[] { "GUARDIAN_FENCING_TOKEN", "GUARDIAN_NODE", "WATCHDOG_USEC", "DOTNET_STARTUP_HOOKS_X" }) { Environment.SetEnvironmentVariable(name, "1"); }
        LinuxLeaseGuard guard = Start();
        int pid = guard.Process!.Value.Pid;
        foreach (string name in new[] { "GUARDIAN_FENCING_TOKEN", "GUARDIAN_NODE", "WATCHDOG_USEC", "DOTNET_STARTUP_HOOKS_X" }) { Environment.SetEnvironmentVariable(name, null); }

        byte[] environment = ProcFiles.ReadAll(pid, "environ"u8).ShouldNotBeNull();

        ProcFiles.Find(environment, "GUARDIAN_FENCING_TOKEN="u8).ShouldBeNull();
        ProcFiles.Find(environment, "WATCHDOG_USEC="u8).ShouldBeNull();
        ProcFiles.Find(environment, "DOTNET_STARTUP_HOOKS_X="u8).ShouldBeNull();
        ProcFiles.Find(environment, "GUARDIAN_NODE="u8).ShouldBe($"guard:{_bench.NodeMark}");
        ProcFiles.Find(environment, "NOTIFY_SOCKET="u8).ShouldNotBeNull();
        Libc.SessionOf(pid).ShouldBe(pid);
        _bench.Control.FindMarked(_bench.NodeMark).ShouldBeEmpty();
    }

    [Fact]
    public void Words_of_somebody_else_are_not_heard()
    {
        LinuxLeaseGuard guard = Start();
        guard.Extend(Now + Far);
        Up(guard);
        (int worker, _) = Launch("floating/0", token: 7);
        using Ends ends = new(worker);
        string socket = Directory.GetFiles(_bench.PathOf("run"), "_guard-*").ShouldHaveSingleItem();
        string notify = Directory.GetFiles(_bench.PathOf("run"), "_guard+0.notify").ShouldHaveSingleItem();

        // A worker of the same account, which may write to both sockets, tells the guard to kill, and the node that all is well.
        const string script = """
            use Socket; socket(my $s, AF_UNIX, SOCK_DGRAM, 0) or die; send($s, $ARGV[1], 0, sockaddr_un($ARGV[0])) or die "$!";
            """;
        string[][] lies = [[socket, "UNTIL=0"], [socket, "END=1"], [notify, "READY=1\nX_GUARDIAN_PROGRESS=0"]];
        foreach (string[] lie in lies) { _bench.Run(_bench.Shell("") with { Command = ["perl", "-e", script, .. lie] }, "liar/0"); }

        ends.ShouldLiveOn(TimeSpan.FromMilliseconds(200));
        guard.IsUp.ShouldBeTrue();
    }

    [Fact]
    public void At_rest_it_does_not_wake_and_uses_no_processor()
    {
        LinuxLeaseGuard guard = Start();
        guard.Extend(Now + Far);
        Up(guard);
        int pid = guard.Process!.Value.Pid;
        using Ends ends = new(pid);
        List<(long Wakes, long Ticks)> used = [];
        for (int i = 0; i < 5 && !used.Contains((0, 0)); i++) // what the runtime does after its start may take some seconds on a busy machine
        {
            (long wakes, long ticks) = (Wakes(pid), Ticks(pid));
            ends.ShouldLiveOn(TimeSpan.FromSeconds(2));
            used.Add((Wakes(pid) - wakes, Ticks(pid) - ticks));
        }

        used.ShouldContain((0, 0));
    }

    [Fact]
    public void A_worker_that_writes_over_its_environment_is_known_by_its_record()
    {
        LinuxLeaseGuard guard = Start();
        guard.Extend(Now + Far);
        Up(guard);
        using Births births = new(_bench);
        // Perl shows a title as nginx, PostgreSQL and Redis do.
        const string script = "$0 = 'x' x 20000; open(my $f, '>', $ARGV[0]); print $f \"$$\\n\"; close $f; sleep 1000";
        LaunchSpec spec = Floating(_bench.Shell("") with { Command = ["perl", "-e", script, births.Path] }, 7);
        (IProcessSlot slot, _) = _bench.Open("floating/0");
        int pid = slot.Launch(spec, 1).Pid;
        births.Next(1).ShouldBe([pid]);
        ProcFiles.Find(ProcFiles.ReadAll(pid, "environ"u8), "GUARDIAN_FENCING_TOKEN="u8).ShouldBeNull("the case that is tested");
        using Ends ends = new(pid);

        TimeSpan until = Now + TimeSpan.FromMilliseconds(300);
        guard.Extend(until);

        ends.Last().ShouldBeInRange(until - Rounding, until + AfterDeadline);
    }

    [Theory]
    [InlineData("r() { r & }; r")] // never two at once, and never the same
    [InlineData("while :; do sleep 1000 & sleep 0.001; done")] // more and more
    [InlineData("while :; do setsid sleep 1000 & sleep 0.001; done")] // each in a session of its own
    [InlineData("exec ./hare")] // a new session and a new program each time
    [InlineData("exec perl -MPOSIX -e 'while (1) { exit if fork; POSIX::setsid(); }'")] // a new session each time, and as fast as it can
    public void What_keeps_forking_is_ended(string bomb)
    {
        LinuxLeaseGuard guard = Start();
        guard.Extend(Now + Far);
        Up(guard);
        File.WriteAllText(_bench.PathOf("hare"), "#!/bin/sh\nsetsid ./hare &\n");
        File.SetUnixFileMode(_bench.PathOf("hare"), (UnixFileMode)0x1ed);
        using Births births = new(_bench);
        for (int i = 0; i < 3; i++)
        {
            (IProcessSlot slot, _) = _bench.Open($"floating/{i}");
            slot.Launch(Floating(_bench.Shell($"echo $$ > {births.Path}; {bomb}"), i), 1);
        }

        births.Next(3);
        TimeSpan until = Now + TimeSpan.FromMilliseconds(300);
        guard.Extend(until);
        BootMoments.Until(until);

        FloatingScan scan = new(_bench.NodeMark, NodeProcess.Current, records: null);
        Until("nothing to be left", () => scan.Look(halt: false).IsEmpty && scan.IsSettled);
        TimeSpan took = Now - until;
        for (int i = 0; i < 5; i++) { (scan.Look(halt: false).IsEmpty && scan.IsSettled).ShouldBeTrue(); }
        took.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    private LinuxLeaseGuard Start()
    {
        _guard = new LinuxLeaseGuard(_bench.Control, StandInNode.Program, _bench.Directory, _bench.NodeMark, _time, _words);
        Up(_guard);
        return _guard;
    }

    private void Up(LinuxLeaseGuard guard) => Until("the guard to be up", () => guard.IsUp);

    private void Until(string awaited, Func<bool> isSo)
    {
        try
        {
            Patience.Until(awaited, isSo);
        }
        catch (TimeoutException failure)
        {
            throw new TimeoutException($"{failure.Message}; told: {string.Join(" | ", _words.All)}", failure);
        }
    }

    private (int Pid, RecordingObserver Observer) Launch(string instance, long? token)
    {
        (IProcessSlot slot, RecordingObserver observer) = _bench.Open(instance);
        LaunchSpec spec = _bench.Shell("exec sleep 1000");
        return (slot.Launch(token is { } number ? Floating(spec, number) : spec, 1).Pid, observer);
    }

    private static LaunchSpec Floating(LaunchSpec spec, long token) =>
        spec with { Environment = spec.Environment.SetItem("GUARDIAN_FENCING_TOKEN", $"{token}") };

    private static long Wakes(int pid) => Directory.GetDirectories($"/proc/{pid}/task").Sum(task => File.ReadLines(task + "/status")
        .Where(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)));

    private static long Ticks(int pid) => ProcFiles.TryReadStat(pid, out ProcStat stat) ? stat.UserTicks + stat.SystemTicks : -1;

    private sealed class ShiftedTime : TimeProvider
    {
        private long _shift;

        public override long GetTimestamp() => System.GetTimestamp() + Volatile.Read(ref _shift);

        public void Advance(TimeSpan time) => Interlocked.Add(ref _shift, (long)(time.TotalSeconds * TimestampFrequency));
    }

    private sealed class Words : ILogger
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public ImmutableArray<string> All => [.. _lines];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue(formatter(state, exception));
    }
}
