using System.Globalization;
using System.Text;
using Guardian.Chaos.Faults;
using Guardian.Chaos.Fleet;

namespace Guardian.Chaos.Report;

/// <summary>One fault in one line.</summary>
internal static class Lines
{
    public static string Of(Injection injection)
    {
        string where = injection.Instances.Count == 1 ? injection.Instances[0] : string.Join(",", injection.Workers.Select(worker => worker.Name));
        string incidents = injection.Incidents.Count == 0 ? "reflex" : string.Join(", ", injection.Incidents.Select(Incident));
        return string.Create(CultureInfo.InvariantCulture,
            $"#{injection.Number} {injection.Plan.Name} on {where}: {injection.Outcome}{(injection.AsExpected ? "" : " (UNEXPECTED)")}, " +
            $"shown {Seconds(injection.At, injection.ShownAt)}, detected {Seconds(injection.ShownAt, injection.DetectedAt)}, " +
            $"well {Seconds(injection.DetectedAt, injection.RecoveredAt)}; {incidents}");
    }

    /// <summary>The whole story of a fault's incidents, for one that ended otherwise than it should.</summary>
    public static async Task<string> StoryAsync(Injection injection, CampaignNode node)
    {
        StringBuilder text = new();
        foreach (IncidentSeen incident in injection.Incidents)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"    {incident.Id} {incident.Subject} {incident.Kind}: {incident.Signature}");
            foreach (StorySeen line in (await node.StoryAsync(incident.Id))?.Story ?? [])
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"      {line.At:HH:mm:ss.fff} {line.What}: {line.Detail}");
            }

            text.AppendLine(await node.MinutesAsync(incident.Id));
        }

        return text.ToString();
    }

    private static string Incident(IncidentSeen incident) =>
        $"{incident.Id[(incident.Id.LastIndexOf('-') + 1)..]} {incident.Kind} [{string.Join(" > ", incident.Plans)}] {incident.Phase}";

    private static string Seconds(long? from, long? to) => from is { } a && to is { } b
        ? string.Create(CultureInfo.InvariantCulture, $"{CampaignClock.Between(a, b).TotalSeconds:0.00} s")
        : "-";
}
