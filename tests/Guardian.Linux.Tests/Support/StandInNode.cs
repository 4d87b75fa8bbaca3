using System.Collections.Immutable;
using System.Globalization;
using Guardian.Workers;

namespace Guardian.Linux.Tests.Support;

/// <summary>A node in a process of its own, with a guard beside it, which does what the test says.</summary>
internal sealed class StandInNode
{
    private readonly Bench _bench;
    private readonly IProcessSlot _slot;
    private readonly RecordingObserver _observer;
    private readonly Fifo _commands;

    /// <summary>Starts it; its guard is up when this returns.</summary>
    public StandInNode(Bench bench, string name = "node")
    {
        _bench = bench;
        _commands = bench.Fifo(name + ".commands");
        string data = bench.PathOf(name);
        Directory.CreateDirectory(data);
        (_slot, _observer) = bench.Open(name + "/0");
        LaunchSpec spec = bench.Shell("") with
        {
            Command = [.. Program, data, Mark, _commands.Path, .. Program],
            Environment = Inherited,
        };
        Identity = _slot.Launch(spec, 1);
        Guard = int.Parse(Ask("guard"), CultureInfo.InvariantCulture);
    }

    /// <summary>Command line of the program, which is a node, or with <c>guard</c> behind it a guard.</summary>
    public static ImmutableArray<string> Program { get; } =
        [Path.Combine(AppContext.BaseDirectory.Replace("Guardian.Linux.Tests", "Guardian.StandInNode", StringComparison.Ordinal), "stand-in-node")];

    /// <summary>What a program of .NET needs.</summary>
    public static ImmutableDictionary<string, string> Inherited { get; } = new[] { "PATH", "HOME", "DOTNET_ROOT" }
        .Where(name => Environment.GetEnvironmentVariable(name) is not null)
        .ToImmutableDictionary(name => name, name => Environment.GetEnvironmentVariable(name)!);

    /// <summary>Mark of every stand-in of a bench: nodes of different lives of one data directory share theirs too.</summary>
    public string Mark => _bench.NodeMark + "/stand-in";

    public ProcessIdentity Identity { get; }

    public int Guard { get; }

    public void Signal(int signal) => _slot.Signal(signal).ShouldBeTrue();

    /// <summary>Launches an instance; gives the pid of its main process.</summary>
    public int Launch(string instance, long? token, string script)
    {
        string kind = token?.ToString(CultureInfo.InvariantCulture) ?? "local";
        return int.Parse(Ask($"launch {instance} {kind} {script.ReplaceLineEndings(" ")}"), CultureInfo.InvariantCulture);
    }

    /// <summary>Tells the guard a moment so far from now; gives it when it is acknowledged.</summary>
    public TimeSpan Extend(TimeSpan length) =>
        TimeSpan.FromTicks(long.Parse(Ask($"extend {(int)length.TotalMilliseconds}"), CultureInfo.InvariantCulture));

    /// <summary>Goes on telling the guard a moment so far from now.</summary>
    public void Renew(TimeSpan length, TimeSpan period) =>
        Ask($"renew {(int)length.TotalMilliseconds} {(int)period.TotalMilliseconds}").ShouldBe("renews");

    /// <summary>Ends it in order; its guard ends first.</summary>
    public void End()
    {
        _commands.Write("end\n");
        _observer.NextExit().Status.ShouldBe(ExitStatus.Exited(0), File.ReadAllText(_slot.Log.Path));
    }

    private string Ask(string command)
    {
        _commands.Write(command + "\n");
        return _observer.NextMessage().Status.ShouldNotBeNull();
    }
}
