namespace Guardian.FaultWorker.Work;

/// <summary>What <c>fault-worker work --help</c> prints, and the faults there are.</summary>
internal static class WorkHelp
{
    /// <summary>Names of faults in control files.</summary>
    public static readonly IReadOnlyList<string> Kinds =
    [
        "healthy", "load", "exit", "crash", "kill", "hang", "stall", "stuck", "leak", "spin", "errors", "slow-answers", "poison",
        "dependency", "zombies", "deaf", "slow-start",
    ];

    /// <summary>The text.</summary>
    public const string Text = """
        fault-worker work: does one task after the other and fails as its control file says, also while it runs.

          --tasks DIR      tasks are files in DIR, named by their id; claimed in DIR/hand, renamed to DIR/done when done
                           (without: made-up tasks, one after the other)
          --task D         how long a task takes (default 200ms)
          --marks FILE     append one line per event, with the monotonic clock in nanoseconds:
                           begin|end PID INSTANCE NS   start|done|resumed|dropped PID TASK NS   fault PID KIND NS   cured PID KIND NS HOW
                           ("resumed": with the progress that restore brought back; "dropped": its file was moved away.
                           A kill between the rename to done/ and the mark leaves a task in done/ without a mark.)
          --control DIR    look every 50ms at DIR/INSTANCE.fault (with "-" for "/"), or else at DIR/fault, which is for all
          --state DIR      remember faults and the task in hand there (default: GUARDIAN_STATE_DIR, or else the directory of --control)
          --id NAME        name of the instance (default: GUARDIAN_INSTANCE)
          --heartbeat FILE touch it every 500ms
          --http PORT      answer every request on 127.0.0.1:PORT with 200, for probes

        The work loop itself sends READY=1, X_GUARDIAN_PROGRESS, X_GUARDIAN_BUSY, X_GUARDIAN_TASK and WATCHDOG=1, and touches the heartbeat:
        when it rests, all of them rest. As hooks, "fault-worker save" puts the task in hand aside in the state directory and "fault-worker restore"
        gives it back to the next process, which goes on where it was ("resumed"). Without them a claimed file is begun again.

        A control file holds one line: KIND [after=D] [deaf=yes] [cure=CURES] [name=value ...]. Another line, or the same written anew, is another order;
        removing the file ends the fault (what has ended stays ended). Write it elsewhere and rename it. Kinds:

          healthy                              nothing is wrong
          load cpu=0.9 task=10s                not a fault: busy, or slow, with progress moving
          exit code=1 | crash | kill           exit with the code | abort | kill -9 itself
          hang                                 nothing moves: no work, watchdog, heartbeat, answers; SIGTERM still ends it
          stall                                progress rests, watchdog and heartbeat go on
          stuck port=N                         as stall, waiting for an answer on an established connection to 127.0.0.1:N;
                                               SIGUSR1 connects anew, and so does an error on the socket; time does not help
          leak rate=20MiB/s limit=1GiB         keeps memory; work goes on. SIGUSR2 frees it
          spin                                 a processor busy for nothing: as hang, at 100 %
          errors rate=20 text=LINE             this many error lines each second; work goes on
          slow-answers by=5s                   HTTP answers come this much later
          poison task=NAME code=1              dies each time it takes this task, goes on with the next when its file is moved away
          dependency file=PATH | port=N [dies=no]   while the file (or a listener) is missing: "connection refused" lines; exits, or rests with dies=no
          zombies count=3                      children that end and are never waited for
          deaf                                 ignores SIGTERM; works otherwise
          slow-start by=10s                    READY=1 comes this much later, at each start

        CURES, one or several with commas, decide whether the next process shows the fault again. The first one met ends the order for good:

          restart      any new process (the default of most)
          hard         a new process after one that was killed without a chance to end by itself (SIGKILL from outside)
          usr1 | usr2  SIGUSR1 (reset connections; also the default of stuck) | SIGUSR2 (clean memory; also the default of leak)
          reset        the connection of stuck fails (also its default)
          file:PATH    PATH is removed, by a hook for instance; made when the order is first taken; checked all the time
          never        nothing but the end of the order (the default of poison, dependency, load, slow-start)

        A crash loop for good is "exit cure=never"; one that a hook cures is "exit cure=file:/some/lock".
        """;
}
