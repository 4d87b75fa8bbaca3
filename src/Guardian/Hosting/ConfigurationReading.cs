using System.Collections.Immutable;

namespace Guardian.Hosting;

/// <summary>Outcome of reading a configuration.</summary>
public abstract record ConfigurationReading
{
    private ConfigurationReading() { }

    /// <summary>It can be put in force.</summary>
    /// <param name="Options">What it says.</param>
    /// <param name="Warnings">
    /// What is missing on this server (commands, directories, users). A starting node goes on without those workers; a reload is refused
    /// for it, as the configuration in force is better than one that cannot run.
    /// </param>
    public sealed record Good(GuardianOptions Options, ImmutableArray<string> Warnings) : ConfigurationReading;

    /// <summary>It is refused as a whole.</summary>
    /// <param name="Problems">Every problem, each naming file, key and value.</param>
    public sealed record Bad(ImmutableArray<string> Problems) : ConfigurationReading;
}
