using Guardian.Faults;

namespace Guardian.Health;

/// <summary>Judges the server by its figures.</summary>
public static class HostHealth
{
    /// <summary>Judges.</summary>
    /// <param name="facts">The figures now.</param>
    /// <param name="options">The limits.</param>
    /// <param name="history">What was remembered at the last check.</param>
    /// <param name="now">When the figures were taken.</param>
    /// <returns>State, score and reasons, and what to remember.</returns>
    public static HostVerdict Judge(HostFacts facts, HostOptions options, HostHistory history, MonotonicTime now)
    {
        HostHistory next = new()
        {
            Cpu = history.Cpu.Observe(facts.Cpu, options.Cpu, now, options.Confirm),
            Memory = history.Memory.Observe(facts.Memory, options.Memory, now, options.Confirm),
            Load = history.Load.Observe(facts.Load, options.Load, now, options.Confirm),
        };
        List<HostFinding> findings = [];
        if (next.Memory.Active)
        {
            findings.Add(new(FaultKind.HostMemory, $"memory of the server {Words(facts.Memory, Wording.Percent)}, limit {Words(options.Memory, Wording.Percent)}"));
        }

        if (next.Cpu.Active)
        {
            findings.Add(new(FaultKind.HostLoad, $"processors of the server {Words(facts.Cpu, Wording.Percent)}, limit {Words(options.Cpu, Wording.Percent)}"));
        }

        if (next.Load.Active)
        {
            findings.Add(new(FaultKind.HostLoad, $"load of the server {Words(facts.Load, PerProcessor)}, limit {Words(options.Load, PerProcessor)}"));
        }

        HealthState state = next.Memory.Active ? HealthState.Critical : findings.Count > 0 ? HealthState.Warning : HealthState.Healthy;
        int criticals = next.Memory.Active ? 1 : 0;
        return new HostVerdict(state, HealthScore.Of(state, findings.Count - criticals, criticals), findings.Select(finding => finding.Reason).ToValueArray(), next)
        {
            Findings = findings.DistinctBy(finding => finding.Kind).ToValueArray(),
        };
    }

    private static string PerProcessor(double value) => Wording.Number(value, "per processor");

    private static string Words(double? value, Func<double, string> words) => value is { } figure ? words(figure) : "not readable now";
}
