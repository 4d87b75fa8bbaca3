using System.Globalization;
using System.Text;
using Guardian.Chaos.Report;

namespace Guardian.Chaos.Cluster;

/// <summary>The result of a campaign over a cluster as text.</summary>
internal static class ClusterTables
{
    public static string Of(ClusterResult result)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"\nseed {result.Seed}, {result.Seconds:0} s, lease {result.Lease:0.#} s, load average {result.Load}\n");
        foreach (IGrouping<Deed, Trouble> deed in result.Deeds.GroupBy(trouble => trouble.Deed).OrderBy(deed => deed.Key))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {deed.Key,-16} {deed.Count(),4}");
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"\n{result.Deeds.Count} deeds, {result.Lives.Count} processes of floating workers, {result.Handovers.Count} hand-overs, {result.Failovers.Count} of them to another node");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"away when it went to another node, from the last deed on: median {At(result, 0.5)}, p99 {At(result, 0.99)}, most {At(result, 1)}; allowed {result.Lease + 1:0.#} s and the start of the process");
        text.AppendLine(CultureInfo.InvariantCulture, $"{result.Events} events of the nodes' own journals in the shared one, in order");
        text.AppendLine(CultureInfo.InvariantCulture, $"violations: {result.Violations.Count}");
        foreach (string violation in result.Violations) { text.AppendLine($"  {violation}"); }
        return text.ToString();
    }

    private static string At(ClusterResult result, double share) =>
        Figures.Quantile(result.Gaps, share) is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.00} s") : "-";
}
