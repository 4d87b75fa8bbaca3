using System.Collections.Concurrent;
using System.Collections.Immutable;
using Guardian.Cluster;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Hocon;
using Guardian.Hosting;
using Guardian.Tests.Configuration;
using Guardian.Tests.Workers.Records;
using Guardian.Workers;
using Guardian.Workers.Actors;
using Guardian.Workers.Records;
using Microsoft.Extensions.Logging;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace Guardian.Tests.Workers.Actors;

/// <summary>A fleet over a played operating system, one manual clock and a journal in memory.</summary>
/// <remarks>Nothing sleeps: <see cref="Settle"/> goes round all actors until none has anything left to do, <see cref="Pass(TimeSpan)"/> moves from timer to timer.</remarks>
internal sealed class Harness : IDisposable, ILogger, IProbeRunner, ICommandRunner
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly ActorSystem _system;

    public Harness(string config, Harness? before = null, bool storeAway = false, bool noStore = false, StepClock? clock = null, FloatingRights? rights = null)
    {
        Clock = before?.Clock ?? clock ?? new StepClock();
        Os = before?.Os ?? new FakeProcesses();
        Journal = before?.Journal ?? new MemoryJournal();
        Options = Load(config);
        _system = ActorSystems.Create("test", Clock);
        Guardian.Clock time = new(Clock);
        OpenedJournal? opened = storeAway || noStore ? null : new OpenedJournal(Journal, Wait(LoadedRecords.ReadAsync(Journal, CancellationToken.None)));
        Records = _system.ActorOf(
            RecordKeeper.Props(new RecordKeeperSetup
            {
                Opened = opened,
                OpenProblem = "away",
                Reopen = noStore ? null : async () => new OpenedJournal(Journal, await LoadedRecords.ReadAsync(Journal, CancellationToken.None)),
                Board = Board,
                Clock = time,
                Retention = Options.Retention,
                Log = this,
            }),
            "records");
        WorkerPorts ports = new()
        {
            Processes = Os,
            Probes = this,
            Commands = this,
            Faults = new ReflexResponder(),
            Clock = time,
            Rights = rights,
            Board = Board,
            Records = Records,
            Facts = Example.Node,
            NodeMark = "unix:/x",
            DescriptorLimit = 1024,
            FileWritten = _ => HeartbeatWritten,
            Leftover = name => Load(Worker(name, "autostart = no")).Workers[0],
            Forecast = () => Options.Learning.Forecast,
            Seed = 7,
            Log = this,
        };
        _system.ActorOf(SystemLogActor.Props(this), "log");
        ImmutableDictionary<string, WorkerRecord> known = NodeEnvironment.WithMarked(
            opened?.Loaded.Records ?? LoadedRecords.Empty.Records, Os.FindMarked("unix:/x"));
        Fleet = _system.ActorOf(FleetActor.Props(Options, known, ports), "workers");
        Settle();
    }

    public StepClock Clock { get; }

    public ActorSystem Actors => _system;

    /// <summary>Further actors that <see cref="Settle"/> goes round, and what of them shows that they have changed something.</summary>
    public List<(string Path, Func<object> Print)> Others { get; } = [];

    public FakeProcesses Os { get; }

    public MemoryJournal Journal { get; }

    public NodeBoard Board { get; } = new();

    public IActorRef Fleet { get; }

    public IActorRef Records { get; }

    public GuardianOptions Options { get; private set; }

    public DateTime? HeartbeatWritten { get; set; }

    /// <summary>What a probe answers, by its kind of target.</summary>
    public Func<ProbeTarget, ProbeResult> Probe { get; set; } = _ => new ProbeResult.Success(TimeSpan.Zero);

    /// <summary>What a drain command comes to.</summary>
    public Func<Task<CommandResult>> Drain { get; set; } = () => Task.FromResult(new CommandResult(ExitStatus.Exited(0), false, "", TimeSpan.Zero));

    /// <summary>What any other command comes to, by its program; null: as <see cref="Drain"/> says.</summary>
    public Func<string, Task<CommandResult>>? Command { get; set; }

    /// <summary>Exceptions that were reported: faults of our own code.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    public ConcurrentQueue<string> Lines { get; } = new();

    public static string Worker(string name, string block = "") => $"guardian.workers.{name} {{ command = [\"x\"]\n{block} }}\n";

    public WorkerStatus Status(string worker = "w") => Board.Find(worker).ShouldNotBeNull($"no worker {worker}");

    public IReadOnlyList<FakeProcess> Alive(string worker = "w") => Os.Alive(worker);

    /// <summary>Goes round all actors until three rounds in a row have changed nothing.</summary>
    public void Settle()
    {
        object before = Print();
        for (int quiet = 0; quiet < 4;)
        {
            Round();
            object now = Print();
            quiet = now.Equals(before) ? quiet + 1 : 0;
            before = now;
        }
    }

    /// <summary>Lets time pass, from timer to timer, and lets everything come to rest at each.</summary>
    public void Pass(TimeSpan time)
    {
        long target = Clock.GetTimestamp() + time.Ticks;
        while (Clock.NextDue is { } due && due <= target)
        {
            Clock.Advance(TimeSpan.FromTicks(Math.Max(0, due - Clock.GetTimestamp())));
            Settle();
        }

        Clock.Advance(TimeSpan.FromTicks(target - Clock.GetTimestamp()));
        Settle();
    }

    public void Pass(double seconds) => Pass(TimeSpan.FromSeconds(seconds));

    public void Crash(string instance = "w/0", int code = 1)
    {
        Os.End(instance, ExitStatus.Exited(code));
        Settle();
    }

    public void Notify(NotifyMessage message, string instance = "w/0")
    {
        Os.Notify(instance, message);
        Settle();
    }

    public object Ask(object message, string worker = "w") => AskFleet(new FleetProtocol.ForWorker(worker, message));

    public object AskFleet(object message)
    {
        Task<object> answer = Begin(message);
        return Wait(answer);
    }

    public Task<object> Begin(object message)
    {
        Task<object> answer = Fleet.Ask<object>(message);
        Settle();
        return answer;
    }

    public object Reload(string config)
    {
        Options = Load(config);
        return AskFleet(new FleetProtocol.Apply(Options));
    }

    public bool Flush() => Wait(Records.Ask<RecordKeeper.Flushed>(RecordKeeper.Flush.Instance)).Complete;

    /// <summary>The node is killed: actors and timers are gone, processes go on.</summary>
    public void Kill() => Wait(_system.Terminate());

    public void Dispose() => Kill();

    Task<ProbeResult> IProbeRunner.RunAsync(ProbeTarget probe, TimeSpan timeout, CancellationToken stop) => Task.FromResult(Probe(probe));

    Task<CommandResult> ICommandRunner.RunAsync(LaunchSpec spec, TimeSpan timeout, CancellationToken stop) => Command?.Invoke(spec.Command[0]) ?? Drain();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        string line = formatter(state, exception);
        Lines.Enqueue(line);
        if (exception is not null)
        {
            Faults.Enqueue($"{line}: {exception}");
        }
    }

    public static GuardianOptions Load(string config)
    {
        ConfigProblems problems = new();
        GuardianOptions options = Example.Load("guardian.worker-defaults.restart.jitter = 0%\n" + config, problems);
        problems.All.ShouldBeEmpty();
        return options;
    }

    public static T Wait<T>(Task<T> task)
    {
        Wait((Task)task);
#pragma warning disable VSTHRD002 // it has completed
        return task.Result;
#pragma warning restore VSTHRD002
    }

    private static void Wait(Task task)
    {
#pragma warning disable VSTHRD002 // the thread of a test has nothing else to do
        task.Wait(Patience).ShouldBeTrue("an actor did not answer within 30 s");
#pragma warning restore VSTHRD002
    }

    private void Round()
    {
        Identify("/user/workers");
        foreach (string worker in Board.Workers.Select(worker => worker.Name).Union(Options.Workers.Select(worker => worker.Name)))
        {
            int most = Options.Workers.FirstOrDefault(defined => defined.Name == worker)?.Instances.Max ?? 3;
            Identify($"/user/workers/{worker}");
            for (int index = 0; index <= most; index++)
            {
                Identify($"/user/workers/{worker}/{index}");
            }

            Identify($"/user/workers/{worker}");
        }

        foreach ((string path, _) in Others)
        {
            Identify(path);
        }

        Identify("/user/records");
        Identify("/user/log");
    }

    private void Identify(string path) => Wait((Task)_system.ActorSelection(path).Ask<ActorIdentity>(new Identify(path)));

    private (int, int, string) Print() =>
        (Os.Count, Journal.Version, string.Join(' ', Others.Select(other => other.Print())) + string.Join(' ', Board.Workers.Select(worker => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(worker))));
}
