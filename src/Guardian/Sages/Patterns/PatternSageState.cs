using System.Collections.Immutable;
using Guardian.Faults;
using Guardian.Health;
using Guardian.Incidents;

namespace Guardian.Sages.Patterns;

/// <summary>What the pattern sage remembers of faults, error lines, memory and past incidents. Every part is bounded.</summary>
public sealed record PatternSageState
{
    /// <summary>Most recent faults that are kept.</summary>
    public const int MostFaults = 256;

    private const int LongestTemplate = 200;

    /// <summary>Before the first event.</summary>
    public static PatternSageState Empty { get; } = new();

    /// <summary>How everything was at the last check; null before.</summary>
    public FleetPulse? Pulse { get; init; }

    /// <summary>Recent faults, oldest first.</summary>
    public ImmutableArray<FaultSeen> Recent { get; init; } = [];

    /// <summary>History of each signature, by <see cref="FaultKey"/> and <see cref="ErrorKey"/>.</summary>
    public ImmutableDictionary<string, SignatureHistory> Signatures { get; init; } = ImmutableDictionary.Create<string, SignatureHistory>(StringComparer.Ordinal);

    /// <summary>Resident memory of each worker at the last checks, oldest first.</summary>
    public ImmutableDictionary<string, ImmutableArray<long>> Memory { get; init; } = ImmutableDictionary.Create<string, ImmutableArray<long>>(StringComparer.Ordinal);

    /// <summary>Past incidents, oldest first.</summary>
    public ImmutableArray<PastCase> Cases { get; init; } = [];

    /// <summary>Key of a fault's history.</summary>
    /// <param name="worker">The worker, or null for the server.</param>
    /// <param name="kind">Kind of fault.</param>
    /// <returns>The key.</returns>
    public static string FaultKey(string? worker, FaultKind kind) => $"fault|{worker}|{kind}";

    /// <summary>Key of an error line's history.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="template">Template of the line.</param>
    /// <returns>The key, of bounded length.</returns>
    public static string ErrorKey(string worker, string template) =>
        $"error|{worker}|{(template.Length > LongestTemplate ? template[..LongestTemplate] : template)}";

    /// <summary>Takes a check into account. Memory of workers that are gone is forgotten.</summary>
    /// <param name="pulse">How everything is.</param>
    /// <returns>What is known now.</returns>
    public PatternSageState Apply(FleetPulse pulse) => this with
    {
        Pulse = pulse,
        Memory = pulse.Workers.Where(worker => worker.ResidentBytes is not null).DistinctBy(worker => worker.Name).ToImmutableDictionary(
            worker => worker.Name,
            worker => ImmutableArray.Create([.. Memory.GetValueOrDefault(worker.Name, []).TakeLast(MemoryShapes.MostSamples - 1), worker.ResidentBytes!.Value]),
            StringComparer.Ordinal),
    };

    /// <summary>Takes a fault into account.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="now">When it was heard of.</param>
    /// <param name="options">How much is remembered.</param>
    /// <returns>What is known now.</returns>
    public PatternSageState Apply(Fault fault, MonotonicTime now, PatternSageOptions options) =>
        Seen(FaultKey(fault.Worker, fault.Kind), fault.At, now, options) with
        {
            Recent =
            [
                .. Recent.TakeLast(MostFaults - 1),
                new FaultSeen(fault.Kind, fault.Worker, now, Pulse?.HostCpu, Pulse?.HostMemory, Pulse?.HostLoad),
            ],
        };

    /// <summary>Takes an error line into account.</summary>
    /// <param name="error">The line.</param>
    /// <param name="now">When it was heard of.</param>
    /// <param name="options">How much is remembered.</param>
    /// <param name="templateOf">Template of a line.</param>
    /// <returns>What is known now.</returns>
    public PatternSageState Apply(ErrorLogged error, MonotonicTime now, PatternSageOptions options, Func<string, string> templateOf) =>
        Seen(ErrorKey(error.Instance.Worker, templateOf(error.Line)), error.At, now, options);

    /// <summary>Takes the end of a plan into account. What was only recommended and not done teaches nothing here.</summary>
    /// <param name="outcome">The end.</param>
    /// <param name="options">How much is remembered.</param>
    /// <returns>What is known now.</returns>
    public PatternSageState Apply(IncidentOutcome outcome, PatternSageOptions options) => !outcome.Acted ? this : this with
    {
        Cases =
        [
            .. Cases.TakeLast(options.Cases - 1),
            new PastCase(
                outcome.Incident,
                outcome.Case.Worker,
                outcome.Case.SignatureId,
                outcome.Case.Kind,
                SimilarCases.TokensOf(outcome.Case.Signature),
                SimilarCases.FlagsOf(outcome.Case),
                outcome.At.Hour,
                outcome.Plan,
                outcome.Succeeded,
                outcome.Seconds),
        ],
    };

    private PatternSageState Seen(string key, DateTimeOffset at, MonotonicTime now, PatternSageOptions options)
    {
        ImmutableDictionary<string, SignatureHistory> signatures =
            Signatures.SetItem(key, SignatureHistory.Add(Signatures.GetValueOrDefault(key), at, now, options.Episode));
        while (signatures.Count > options.Signatures)
        {
            signatures = signatures.Remove(signatures.MinBy(entry => (entry.Value.LastSeen, entry.Key)).Key);
        }

        return this with { Signatures = signatures };
    }
}
