namespace Guardian.Hocon;

/// <summary>How a configuration is read.</summary>
public sealed record HoconOptions
{
    /// <summary>The options that hold where none are given.</summary>
    public static HoconOptions Default { get; } = new();

    /// <summary>Whether substitutions that the configuration does not define are looked up in the environment.</summary>
    /// <value>
    /// True by default. When false, <c>${HOME}</c> stays in the result as the text <c>${HOME}</c>, and <c>${?HOME}</c> counts as not set;
    /// a path that cannot name a variable (<c>${a.b}</c>) is an error either way.
    /// </value>
    public bool ResolveEnvironment { get; init; } = true;

    /// <summary>Gives the value of an environment variable, null where it is not set.</summary>
    /// <value>The environment of this process by default. An empty value is a value.</value>
    public Func<string, string?> Environment { get; init; } = System.Environment.GetEnvironmentVariable;

    /// <summary>Whether a required substitution that nothing defines stays in the result as text instead of being an error.</summary>
    public bool AllowUnresolved { get; init; }

    /// <summary>The directory that relative includes of a text start from; files always start from their own directory.</summary>
    /// <value>Null refuses relative includes of a text: the process's current directory is never used.</value>
    public string? BaseDirectory { get; init; }

    /// <summary>What a configuration may cost.</summary>
    public HoconLimits Limits { get; init; } = HoconLimits.Default;
}
