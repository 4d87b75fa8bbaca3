using Guardian.Linux.Guarding;
using Guardian.Linux.Interop;
using Guardian.Linux.Processes;

namespace Guardian.Linux.Tests.Support;

/// <summary>Processes whose ends a test waits for. What is open when they start to end is those very processes.</summary>
internal sealed unsafe class Ends : IDisposable
{
    private readonly List<(int Pid, int Pidfd)> _processes = [];

    public Ends(params IEnumerable<int> pids)
        : this(mayBeGone: false, pids)
    {
    }

    /// <summary>Looks at processes.</summary>
    /// <param name="mayBeGone">One that is not there any more counts as ended; otherwise it fails the test.</param>
    /// <param name="pids">Which ones.</param>
    public Ends(bool mayBeGone, params IEnumerable<int> pids)
    {
        foreach (int pid in pids)
        {
            int pidfd = Pidfd.Open(pid);
            if (pidfd < 0 && mayBeGone)
            {
                continue;
            }

            pidfd.ShouldBeGreaterThanOrEqualTo(0, $"process {pid} to be there");
            _processes.Add((pid, pidfd));
        }

        // What measures when something ended must not wait for a processor long after that.
        int priority = 1;
        _ = Libc.SetScheduler(0, Constants.SCHED_RR | Constants.SCHED_RESET_ON_FORK, &priority);
    }

    /// <summary>Waits until the first of them has ended; gives the moment it was seen.</summary>
    public TimeSpan First()
    {
        PollFile[] files = [.. _processes.Select(process => new PollFile { Descriptor = process.Pidfd, Events = Constants.POLLIN })];
        fixed (PollFile* pointer = files)
        {
            int ready;
            while ((ready = Libc.Poll(pointer, (nuint)files.Length, (int)Patience.Time.TotalMilliseconds)) < 0) { Errno.Last.ShouldBe(Constants.EINTR); }
            if (ready == 0) { throw Patience.Over($"one of {Names} to end"); }
        }

        return BootClock.Instance.SinceBoot;
    }

    /// <summary>Waits until all of them have ended; gives the moment the last one was seen.</summary>
    public TimeSpan Last()
    {
        foreach ((int pid, int pidfd) in _processes)
        {
            if (!KernelPoll.WaitUntilEnded(pidfd)) { throw Patience.Over($"process {pid} of {Names} to end"); }
        }

        return BootClock.Instance.SinceBoot;
    }

    /// <summary>Waits for the time; none of them may end in it.</summary>
    public void ShouldLiveOn(TimeSpan time)
    {
        TimeSpan until = BootClock.Instance.SinceBoot + time;
        PollFile[] files = [.. _processes.Select(process => new PollFile { Descriptor = process.Pidfd, Events = Constants.POLLIN })];
        fixed (PollFile* pointer = files)
        {
            TimeSpan left;
            while ((left = until - BootClock.Instance.SinceBoot) > TimeSpan.Zero)
            {
                int ready = Libc.Poll(pointer, (nuint)files.Length, (int)Math.Ceiling(left.TotalMilliseconds));
                if (ready > 0) { throw new InvalidOperationException($"process {_processes[Array.FindIndex(files, file => file.Returned != 0)].Pid} of {Names} has ended"); }
            }
        }
    }

    public void Dispose()
    {
        foreach ((_, int pidfd) in _processes) { _ = Libc.Close(pidfd); }
        int priority = 0;
        _ = Libc.SetScheduler(0, 0, &priority);
    }

    private string Names => string.Join(", ", _processes.Select(process => process.Pid));
}
