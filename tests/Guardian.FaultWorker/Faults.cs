using System.Globalization;

namespace Guardian.FaultWorker;

/// <summary>Which faults the worker is to show, read from its command line.</summary>
internal sealed record Faults
{
    /// <summary>Text of <c>--help</c>.</summary>
    public const string Help = """
        fault-worker: a worker that fails on demand. Without a switch it says READY=1 and works until SIGTERM, then exits 0.

          --ready-after D            send READY=1 only after D (a start-up that takes its time)
          --never-ready              never send READY=1
          --crash-after D            abort (SIGABRT) D after the start
          --exit-after D             exit D after the start, with the code of --exit
          --exit CODE                exit code for --exit-after and for the command "exit" (default 0)
          --ignore-term              do not react to SIGTERM and SIGINT
          --leak SIZE/s              keep this much more memory each second, touched
          --spin [THREADS]           keep processors busy (default 1 thread)
          --children N [--setsid]    start N sleeping children, each in a session of its own with --setsid
          --zombie                   start a child that ends at once and is never waited for
          --flood SIZE/s             write this much to standard output each second
          --errors N/s               write N error lines to standard error each second
          --progress D               send X_GUARDIAN_PROGRESS=n, growing, every D, and X_GUARDIAN_BUSY=1
          --progress-stops-after D   then progress stands still while everything else goes on
          --watchdog                 send WATCHDOG=1 at half of WATCHDOG_USEC (or every 500ms)
          --watchdog-stops-after D   hang as far as the watchdog can see
          --heartbeat FILE           touch FILE every 500ms
          --heartbeat-stops-after D  stop touching it
          --control FILE             read commands from a named pipe, one per line:
                                     crash | exit [CODE] | hang | spin | status TEXT | idle | busy
                                     (hang: watchdog, heartbeat and progress stop)
          --help                     print this

        Commands: "fault-worker work" works on tasks and takes its faults while it runs (see fault-worker work --help);
        "fault-worker save" and "fault-worker restore" are its hooks that keep the task in hand over a restart.

        D is a duration: 250ms, 5s, 2m. SIZE is a size: 512KiB, 10MiB, 1GiB.
        """;

    public TimeSpan ReadyAfter { get; init; }

    public bool NeverReady { get; init; }

    public TimeSpan? CrashAfter { get; init; }

    public TimeSpan? ExitAfter { get; init; }

    public int ExitCode { get; init; }

    public bool IgnoreTerm { get; init; }

    public long LeakPerSecond { get; init; }

    public int SpinThreads { get; init; }

    public int Children { get; init; }

    public bool OwnSessions { get; init; }

    public bool Zombie { get; init; }

    public long FloodPerSecond { get; init; }

    public double ErrorsPerSecond { get; init; }

    public TimeSpan? Progress { get; init; }

    public TimeSpan? ProgressStopsAfter { get; init; }

    public bool Watchdog { get; init; }

    public TimeSpan? WatchdogStopsAfter { get; init; }

    public string? Heartbeat { get; init; }

    public TimeSpan? HeartbeatStopsAfter { get; init; }

    public string? Control { get; init; }

    public bool ShowHelp { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">A switch or its value is not understood.</exception>
    public static Faults Parse(string[] arguments)
    {
        Faults faults = new();
        Queue<string> rest = new(arguments);
        while (rest.TryDequeue(out string? name))
        {
            string Value() => rest.TryDequeue(out string? value) ? value : throw new FormatException($"{name} needs a value");
            faults = name switch
            {
                "--ready-after" => faults with { ReadyAfter = Quantities.Duration(Value()) },
                "--never-ready" => faults with { NeverReady = true },
                "--crash-after" => faults with { CrashAfter = Quantities.Duration(Value()) },
                "--exit-after" => faults with { ExitAfter = Quantities.Duration(Value()) },
                "--exit" => faults with { ExitCode = int.Parse(Value(), CultureInfo.InvariantCulture) },
                "--ignore-term" => faults with { IgnoreTerm = true },
                "--leak" => faults with { LeakPerSecond = Quantities.Size(Quantities.PerSecond(Value())) },
                "--spin" => faults with { SpinThreads = rest.TryPeek(out string? next) && int.TryParse(next, out _) ? int.Parse(Value(), CultureInfo.InvariantCulture) : 1 },
                "--children" => faults with { Children = int.Parse(Value(), CultureInfo.InvariantCulture) },
                "--setsid" => faults with { OwnSessions = true },
                "--zombie" => faults with { Zombie = true },
                "--flood" => faults with { FloodPerSecond = Quantities.Size(Quantities.PerSecond(Value())) },
                "--errors" => faults with { ErrorsPerSecond = Quantities.Number(Quantities.PerSecond(Value())) },
                "--progress" => faults with { Progress = Quantities.Duration(Value()) },
                "--progress-stops-after" => faults with { ProgressStopsAfter = Quantities.Duration(Value()) },
                "--watchdog" => faults with { Watchdog = true },
                "--watchdog-stops-after" => faults with { Watchdog = true, WatchdogStopsAfter = Quantities.Duration(Value()) },
                "--heartbeat" => faults with { Heartbeat = Value() },
                "--heartbeat-stops-after" => faults with { HeartbeatStopsAfter = Quantities.Duration(Value()) },
                "--control" => faults with { Control = Value() },
                "--help" => faults with { ShowHelp = true },
                _ => throw new FormatException($"unknown switch {name}"),
            };
        }

        return faults;
    }
}
