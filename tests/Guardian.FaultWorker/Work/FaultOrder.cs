using System.Globalization;

namespace Guardian.FaultWorker.Work;

/// <summary>One line of a control file: which fault to show, how, and what cures it.</summary>
/// <param name="Text">The line; with the file's time of change it tells one order from the next.</param>
/// <param name="Id">Tells this order from a later one with the same text.</param>
internal sealed record FaultOrder(string Text, string Id)
{
    private static readonly Dictionary<string, string> s_none = [];

    /// <summary>What is wrong.</summary>
    public string Kind { get; private init; } = "healthy";

    /// <summary>What cures it besides the end of the order: restart, hard, usr1, usr2, reset, file:PATH.</summary>
    public IReadOnlyList<string> Cures { get; private init; } = [];

    /// <summary>How long after it was taken it shows.</summary>
    public TimeSpan After { get; private init; }

    /// <summary>Whether SIGTERM is ignored meanwhile.</summary>
    public bool IsDeaf { get; private init; }

    private Dictionary<string, string> Values { get; init; } = s_none;

    /// <summary>The file whose removal cures it, if there is one.</summary>
    public string? CureFile => Cures.FirstOrDefault(cure => cure.StartsWith("file:", StringComparison.Ordinal))?[5..];

    /// <summary>Reads a line: <c>KIND [name=value ...] [text=REST OF THE LINE]</c>.</summary>
    /// <exception cref="FormatException">The kind or a value is not understood.</exception>
    public static FaultOrder Parse(string line, string id)
    {
        Dictionary<string, string> values = [];
        string rest = line.Trim();
        int text = rest.IndexOf(" text=", StringComparison.Ordinal);
        if (text >= 0)
        {
            values["text"] = rest[(text + 6)..];
            rest = rest[..text];
        }

        string[] words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string kind = words.Length == 0 ? "healthy" : words[0];
        if (!WorkHelp.Kinds.Contains(kind)) { throw new FormatException($"unknown fault '{kind}'"); }
        foreach (string word in words.Skip(1))
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0) { throw new FormatException($"'{word}' is not name=value"); }
            values[word[..equals]] = word[(equals + 1)..];
        }

        string cures = values.GetValueOrDefault("cure") ?? DefaultCures(kind);
        FaultOrder order = new(line, id)
        {
            Kind = kind,
            Values = values,
            Cures = cures == "never" ? [] : cures.Split(','),
            After = values.TryGetValue("after", out string? after) ? Quantities.Duration(after) : TimeSpan.Zero,
            IsDeaf = kind == "deaf" || values.GetValueOrDefault("deaf") == "yes",
        };
        foreach (string cure in order.Cures)
        {
            bool known = cure is "restart" or "hard" or "usr1" or "usr2" or "reset" || cure.StartsWith("file:", StringComparison.Ordinal);
            if (!known) { throw new FormatException($"unknown cure '{cure}'"); }
        }

        return order;
    }

    /// <summary>A value in words, or its default.</summary>
    public string Word(string name, string otherwise) => Values.GetValueOrDefault(name, otherwise);

    /// <summary>A duration.</summary>
    public TimeSpan Duration(string name, string otherwise) => Quantities.Duration(Word(name, otherwise));

    /// <summary>A number.</summary>
    public double Number(string name, double otherwise) =>
        Values.TryGetValue(name, out string? text) ? Quantities.Number(text) : otherwise;

    /// <summary>A whole number.</summary>
    public int Whole(string name, int otherwise) =>
        Values.TryGetValue(name, out string? text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    // What looks at the world each time (a task, a dependency) or is a way of working needs no cure of its own.
    private static string DefaultCures(string kind) => kind switch
    {
        "poison" or "dependency" or "slow-start" or "load" or "healthy" => "never",
        "stuck" => "restart,usr1,reset",
        "leak" => "restart,usr2",
        _ => "restart",
    };
}
