namespace Guardian.FaultWorker.Work;

/// <summary>The command line of <c>work</c>, <c>save</c> and <c>restore</c>.</summary>
internal sealed record WorkOptions
{
    public string? Tasks { get; init; }

    public TimeSpan Task { get; init; } = TimeSpan.FromMilliseconds(200);

    public string? Marks { get; init; }

    public string? Control { get; init; }

    public string? State { get; init; }

    public string Instance { get; init; } = "worker";

    public string? Heartbeat { get; init; }

    public int Http { get; init; }

    public bool ShowHelp { get; init; }

    /// <summary>The instance's name as part of a file name.</summary>
    public string FileName => Instance.Replace('/', '-');

    /// <summary>Where one of the instance's own files is kept; null without a state directory.</summary>
    public string? StateFile(string name) => State is null ? null : Path.Combine(State, $"{FileName}.{name}");

    /// <summary>Reads the command line after its command, and what the supervisor tells in the environment.</summary>
    /// <exception cref="FormatException">A switch or its value is not understood.</exception>
    public static WorkOptions Parse(ReadOnlySpan<string> arguments)
    {
        WorkOptions options = new()
        {
            State = Environment.GetEnvironmentVariable("GUARDIAN_STATE_DIR"),
            Instance = Environment.GetEnvironmentVariable("GUARDIAN_INSTANCE") ?? "worker",
        };
        for (int i = 0; i < arguments.Length; i++)
        {
            string name = arguments[i];
            if (name == "--help") { return options with { ShowHelp = true }; }
            if (++i >= arguments.Length) { throw new FormatException($"{name} needs a value"); }
            string value = arguments[i];
            options = name switch
            {
                "--tasks" => options with { Tasks = value },
                "--task" => options with { Task = Quantities.Duration(value) },
                "--marks" => options with { Marks = value },
                "--control" => options with { Control = value },
                "--state" => options with { State = value },
                "--id" => options with { Instance = value },
                "--heartbeat" => options with { Heartbeat = value },
                "--http" => options with { Http = (int)Quantities.Number(value) },
                _ => throw new FormatException($"unknown switch {name}"),
            };
        }

        options = options with { State = options.State ?? options.Control };
        if (options.State is { } state) { Directory.CreateDirectory(state); }
        return options;
    }
}
