using System.Globalization;
using System.Text;
using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Report;

/// <summary>The result of a campaign as text.</summary>
internal static class Tables
{
    public static string Of(CampaignResult result, IReadOnlyList<Check> checks)
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"\nseed {result.Seed}, {result.Minutes:0.#} minutes, policy {result.Policy}, {result.Instances} instances, load average {result.Load}\n");
        if (result.Kinds.Count > 0) { Faults(text, result); }
        foreach (var death in result.NodeDeaths) { text.AppendLine(CultureInfo.InvariantCulture, $"{death}"); }
        if (result.Lessons.Count > 0) { Learning(text, result); }
        if (result.Policy == Policy.Council) { Healthy(text, result); }
        if (result.Tasks is { } tasks)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"\ntasks: {tasks.Made} made, {tasks.Done} done, {tasks.Waiting} waiting, {tasks.Lost.Count} lost, {tasks.Twice.Count} done twice; " +
                $"{tasks.BegunAgain} begun again after a death, {tasks.Resumed} times resumed from saved state");
        }

        if (result.Kpi is { } kpi)
        {
            text.AppendLine("\nthe node's own figures (kpi, window day):");
            foreach (KpiFigureSeen figure in kpi.Figures)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {figure.Title}: {figure.Value:0.##} {figure.Unit}{(figure.Target is { } target ? $" (target {target:0.##})" : "")}  {figure.Words}");
            }
        }

        if (checks.Count > 0) { text.AppendLine(); }
        foreach (Check check in checks) { text.AppendLine(CultureInfo.InvariantCulture, $"{(check.Holds ? "holds " : "FAILS ")} {check.Words}: {check.Seen}"); }
        return text.ToString();
    }

    private static void Faults(StringBuilder text, CampaignResult result)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"{"fault",-24} {"inj",4} {"det",4} {"recov",5} {"escal",5} {"as exp",6} {"detect s",15} {"recover s",15}  actions");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"",-24} {"",4} {"",4} {"",5} {"",5} {"",6} {"median    p99",15} {"median    p99",15}");
        foreach (KindRow row in result.Kinds)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{row.Kind,-24} {row.Injected,4} {row.Detected,4} {row.Recovered,5} {row.Escalated,5} {row.AsExpected,6} {Pair(row.DetectMedian, row.DetectP99),15} {Pair(row.RecoverMedian, row.RecoverP99),15}  {row.Actions}");
        }

        text.AppendLine(CultureInfo.InvariantCulture,
            $"\nrecovered with no person: {result.RecoveredShare:0.0%} of {result.Curable.Count}; median from detection to well {result.RecoverMedian:0.00} s\n");
    }

    private static void Learning(StringBuilder text, CampaignResult result)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"\n{"learning",-14} {"faults",6} {"cured",6} {"by first plan",14} {"plans each",11} {"median s until gone",20}");
        foreach (LessonRow row in result.Learning)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{row.Part,-14} {row.Faults,6} {row.Cured,6} {$"{row.ByFirst} ({row.FirstShare:0%})",14} {row.MeanPlans,11:0.00} {row.MedianSeconds,20:0.0}");
        }
    }

    private static void Healthy(StringBuilder text, CampaignResult result)
    {
        text.AppendLine(CultureInfo.InvariantCulture,
            $"\nfalse detections: {result.FalseWhenQuiet.Count} while quiet, {result.FalseWhenBusy.Count} while busy, {result.Unexplained.Count} incidents of the fault phase that no fault explains");
        foreach (IncidentSeen incident in result.FalseWhenQuiet.Concat(result.FalseWhenBusy).Concat(result.Unexplained))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {incident.Id} {incident.Subject} {incident.Kind} {incident.DetectedAt:HH:mm:ss.fff} {incident.Phase} [{string.Join(" > ", incident.Plans)}] {incident.Note}");
        }
    }

    private static string Pair(double? median, double? p99) => median is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{median:0.00} {p99,7:0.00}");
}
