using System.Collections.Immutable;
using System.Globalization;
using Guardian.Council;

namespace Guardian.Sages.Patterns;

/// <summary>Everything the pattern sage finds about a case: read once for all plans and for the chain of causes.</summary>
internal sealed record Findings
{
    private const int FewestFaults = 3;
    private const double MostFaults = 0.8;
    private const double HighMemory = 0.8;
    private const double HighCpu = 0.9;
    private const double HighLoad = 2;

    /// <summary>The case, with the workers that have the same trouble by what the sage saw itself.</summary>
    public required Situation Situation { get; init; }

    /// <summary>How often and when the fault came up; null when never.</summary>
    public required SignatureHistory? History { get; init; }

    /// <summary>Its rhythm in words, or null.</summary>
    public required string? Rhythm { get; init; }

    /// <summary>A worker whose faults come first, or null.</summary>
    public required Cascade? Cascade { get; init; }

    /// <summary>Shape of the worker's memory.</summary>
    public required MemoryShape Memory { get; init; }

    /// <summary>What the server was short of at most of these faults, in words, or null.</summary>
    public required string? Host { get; init; }

    /// <summary>The most similar past incidents.</summary>
    public required ImmutableArray<(PastCase Case, double Similarity)> Similar { get; init; }

    /// <summary>History of the error line that says most; null when there is none.</summary>
    public required SignatureHistory? ErrorHistory { get; init; }

    /// <summary>Whether the case is another node's, so that only the case file and similar incidents speak.</summary>
    public bool Foreign { get; init; }

    /// <summary>Looks.</summary>
    /// <param name="file">The case.</param>
    /// <param name="state">What the sage remembers.</param>
    /// <param name="at">When, a label.</param>
    /// <param name="now">When.</param>
    /// <param name="options">How far apart connections are seen.</param>
    /// <param name="templateOf">Template of a line.</param>
    /// <returns>What was found.</returns>
    public static Findings Of(
        CaseFile file, PatternSageState state, DateTimeOffset at, MonotonicTime now, PatternSageOptions options, Func<string, string> templateOf)
    {
        Situation situation = Situation.Of(file with { AlsoHit = AlsoHit(file, state, now, options) });
        SignatureHistory? history = state.Signatures.GetValueOrDefault(PatternSageState.FaultKey(file.Worker, file.Kind));
        string? line = situation.NatureLine ?? (file.ErrorLines.IsEmpty ? null : file.ErrorLines[^1]);
        return new Findings
        {
            Situation = situation,
            History = history,
            Rhythm = history is null ? null : Patterns.Rhythm.Of(history.Episodes),
            Cascade = file.Worker is null ? null : Patterns.Cascade.Before(state.Recent, file.Worker, options.Cascade),
            Memory = file.Worker is null ? MemoryShape.Unknown : MemoryShapes.Of(state.Memory.GetValueOrDefault(file.Worker, [])),
            Host = HostAtFaults(file, state),
            Similar = SimilarCases.Nearest(state.Cases, file, at),
            ErrorHistory = file.Worker is null || line is null ? null : state.Signatures.GetValueOrDefault(PatternSageState.ErrorKey(file.Worker, templateOf(line))),
        };
    }

    // One other worker is a coincidence; the case file itself knows more (it compares signatures) and is believed.
    private static ImmutableArray<string> AlsoHit(CaseFile file, PatternSageState state, MonotonicTime now, PatternSageOptions options)
    {
        if (file.Worker is null || !Situation.CanBeShared(file.Kind))
        {
            return file.AlsoHit;
        }

        string[] others =
        [
            .. state.Recent.Where(fault => fault.Kind == file.Kind && fault.Worker is not null && fault.Worker != file.Worker && now - fault.Now <= options.Window)
                .Select(fault => fault.Worker!).Distinct(StringComparer.Ordinal),
        ];

        // Who wrote what went wrong is compared by that; the kind alone would make one trouble of four different errors.
        return others.Length < 2 || !file.ErrorLines.IsEmpty ? file.AlsoHit : [.. file.AlsoHit.Union(others, StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    private static string? HostAtFaults(CaseFile file, PatternSageState state)
    {
        FaultSeen[] own = [.. state.Recent.Where(fault => fault.Worker == file.Worker && fault.Kind == file.Kind && fault.HostMemory is not null)];
        return own.Length < FewestFaults || file.Worker is null ? null
            : Most(own, fault => fault.HostMemory >= HighMemory, $"memory of the server was {Wording.Percent(HighMemory)} or more")
            ?? Most(own, fault => fault.HostCpu >= HighCpu, $"processors of the server were {Wording.Percent(HighCpu)} or more busy")
            ?? Most(own, fault => fault.HostLoad >= HighLoad, $"load of the server was {Wording.Number(HighLoad, "per processor")} or more");
    }

    private static string? Most(FaultSeen[] own, Func<FaultSeen, bool> high, string words)
    {
        int count = own.Count(high);
        return count >= MostFaults * own.Length ? string.Create(CultureInfo.InvariantCulture, $"at {count} of its {own.Length} last such faults {words}") : null;
    }
}
