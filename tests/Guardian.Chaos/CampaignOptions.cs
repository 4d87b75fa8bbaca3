using System.Globalization;

namespace Guardian.Chaos;

/// <summary>Who chooses what is done about a fault.</summary>
internal enum Policy
{
    /// <summary>The node's council, and what it learns.</summary>
    Council,

    /// <summary>A person who always restarts.</summary>
    Restart,

    /// <summary>A person who goes up the ladder from its first rung that does something.</summary>
    Ladder,
}

/// <summary>The command line of a campaign.</summary>
internal sealed record CampaignOptions
{
    public const string Help = """
        Guardian.Chaos [--seed N] [--minutes M] [--policy council|restart|ladder] [--json FILE] [--stories FILE]
        Guardian.Chaos --cluster [--seed N] [--minutes M] [--json FILE]
        Guardian.Chaos --cluster --starts N [--seed N]

        Runs a real node with more than 40 workers that fail on demand, and tells what became of each fault.
          --seed N      order, overlap and place of the faults follow from it (default 1)
          --minutes M   length of all phases together: healthy, busy, faults, learning, a quarter each (default 8);
                        faults go on until each kind has come
          --policy P    council: the whole campaign. restart | ladder: the learning phase only (M/4 long), with every decision
                        taken by that fixed rule through the API, as a person would
          --json FILE   all results as JSON as well
          --stories FILE  for each fault that ended otherwise than it should: its incidents' stories and the council's minutes
          --cluster     three nodes and a PostgreSQL instead: nodes killed, frozen, cut off, drained and stopped, the database restarted and
                        taken away, for M minutes; then the proof that no floating worker has lived twice and no event is lost
          --starts N    all three nodes are started at once N times instead
        Exit code: 0 all assertions hold, 1 not, 2 usage.
        """;

    public int Seed { get; init; } = 1;

    public TimeSpan Length { get; init; } = TimeSpan.FromMinutes(8);

    public Policy Policy { get; init; }

    public string? Json { get; init; }

    public string? Stories { get; init; }

    /// <summary>Whether the campaign is one over a cluster.</summary>
    public bool Cluster { get; init; }

    /// <summary>How often all nodes of a cluster are started at once; 0 for random deeds.</summary>
    public int Starts { get; init; }

    public bool ShowHelp { get; init; }

    public TimeSpan Phase => Length / 4;

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">A switch or its value is not understood.</exception>
    public static CampaignOptions Parse(IReadOnlyList<string> arguments)
    {
        CampaignOptions options = new();
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i];
            if (name == "--help") { return options with { ShowHelp = true }; }
            if (name == "--cluster")
            {
                options = options with { Cluster = true };
                continue;
            }

            if (++i >= arguments.Count) { throw new FormatException($"{name} needs a value"); }
            string value = arguments[i];
            options = name switch
            {
                "--seed" => options with { Seed = int.Parse(value, CultureInfo.InvariantCulture) },
                "--minutes" => options with { Length = Minutes(value) },
                "--policy" => options with
                {
                    Policy = Enum.TryParse(value, ignoreCase: true, out Policy policy) && Enum.IsDefined(policy)
                        ? policy
                        : throw new FormatException($"{value} is no policy: council, restart, ladder"),
                },
                "--json" => options with { Json = value },
                "--stories" => options with { Stories = value },
                "--starts" => options with { Starts = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) },
                _ => throw new FormatException($"unknown switch {name}"),
            };
        }

        return options.Starts > 0 && !options.Cluster ? throw new FormatException("--starts is of use with --cluster only") : options;
    }

    private static TimeSpan Minutes(string value)
    {
        double minutes = double.Parse(value, CultureInfo.InvariantCulture);
        return minutes is > 0 and <= 24 * 60 ? TimeSpan.FromMinutes(minutes) : throw new FormatException("--minutes must be over 0 and at most 1440");
    }
}
