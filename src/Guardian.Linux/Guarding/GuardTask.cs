using System.Globalization;
using System.Runtime.Versioning;
using Guardian.Linux.Processes;

namespace Guardian.Linux.Guarding;

/// <summary>What a guard is started for: the command line of <c>guardian guard</c>.</summary>
[SupportedOSPlatform("linux")]
public sealed record GuardTask
{
    /// <summary>Pid of the node.</summary>
    public required int Node { get; init; }

    /// <summary>Start time of the node's process in clock ticks since boot (field 22 of <c>/proc/PID/stat</c>).</summary>
    public required long Start { get; init; }

    /// <summary>The node's mark: the value of <c>GUARDIAN_NODE</c> in the environment of what it launches.</summary>
    public required string Mark { get; init; }

    /// <summary>Path at which the guard listens for the node's words.</summary>
    public required string Socket { get; init; }

    /// <summary>Until when floating processes may live, in nanoseconds of CLOCK_BOOTTIME, as the node said before; null when it never did.</summary>
    public long? Until { get; init; }

    /// <summary>Directory in which the node names the main processes of floating instances; null for none.</summary>
    public string? Records { get; init; }

    /// <summary>The command line that says the same, behind <c>guardian guard</c>.</summary>
    public IReadOnlyList<string> ToArguments()
    {
        List<string> arguments =
        [
            "--node", Node.ToString(CultureInfo.InvariantCulture), "--start", Start.ToString(CultureInfo.InvariantCulture),
            "--mark", Mark, "--socket", Socket,
        ];
        if (Until is { } until) { arguments.AddRange(["--until", until.ToString(CultureInfo.InvariantCulture)]); }
        if (Records is not null) { arguments.AddRange(["--records", Records]); }
        return arguments;
    }

    /// <summary>Reads what <see cref="ToArguments"/> writes.</summary>
    /// <param name="arguments">The command line behind <c>guard</c>.</param>
    /// <returns>The task.</returns>
    /// <exception cref="FormatException">It is something else; the message says what.</exception>
    /// <remarks>By hand and not by the library of the other commands: what the guard does not load it need not keep in memory.</remarks>
    public static GuardTask Parse(IReadOnlyList<string> arguments)
    {
        Dictionary<string, string> values = [];
        for (int i = 0; i < arguments.Count; i += 2)
        {
            string name = arguments[i];
            if (name is not ("--node" or "--start" or "--mark" or "--socket" or "--until" or "--records")) { throw new FormatException($"'{name}' is no option"); }
            if (i + 1 == arguments.Count) { throw new FormatException($"{name} needs a value"); }
            if (!values.TryAdd(name, arguments[i + 1])) { throw new FormatException($"{name} is there twice"); }
        }

        return new GuardTask
        {
            Node = (int)Number(values, "--node", int.MaxValue),
            Start = Number(values, "--start", long.MaxValue),
            Mark = Text(values, "--mark"),
            Socket = Text(values, "--socket"),
            Until = values.ContainsKey("--until") ? Number(values, "--until", long.MaxValue) : null,
            Records = values.GetValueOrDefault("--records"),
        };
    }

    private static string Text(Dictionary<string, string> values, string name) =>
        values.TryGetValue(name, out string? value) && value.Length > 0 ? value : throw new FormatException($"{name} is missing");

    private static long Number(Dictionary<string, string> values, string name, long most) =>
        long.TryParse(Text(values, name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number <= most
            ? number
            : throw new FormatException($"{name} must be a number of 0 to {most}");

    internal NodeProcess Process => new(Node, Start, NodeProcess.Current.Namespace);
}
