using System.Collections.Immutable;

namespace Guardian.Kpi;

/// <summary>Says in sentences what stands out in a report.</summary>
internal static class KpiRemarks
{
    private const int MostWorkersNamed = 3;
    private const int TriesThatTell = 3;

    /// <summary>The remarks, gravest first; one that says that all is well when nothing stands out.</summary>
    public static ImmutableArray<string> Of(
        ImmutableArray<KpiFigure> figures, ImmutableArray<KpiWorkerRow> workers, ImmutableArray<KpiStrategyRow> strategies, long overlooked)
    {
        List<string> remarks =
        [
            .. figures.Where(figure => figure.Met == false)
                .Select(figure => $"{figure.Title} misses its target: {KpiWords.Value(figure.Value, figure.Unit)} against {KpiWords.Value(figure.Target, figure.Unit)}."),
        ];
        KpiWorkerRow[] worst = [.. workers.Where(worker => worker.DownSeconds > 0).OrderByDescending(worker => worker.DownSeconds).Take(MostWorkersNamed)];
        double down = workers.Sum(worker => worker.DownSeconds);
        if (worst.Length > 0)
        {
            remarks.Add($"Most down time: {string.Join(", ", worst.Select(worker => $"{worker.Worker} {KpiWords.Seconds(worker.DownSeconds)}"))}, of {KpiWords.Seconds(down)} in all.");
        }

        if (workers.OrderByDescending(worker => worker.Restarts).FirstOrDefault() is { Restarts: > 1 } restless)
        {
            remarks.Add($"{restless.Worker} was restarted {restless.Restarts} times, more than any other worker.");
        }

        remarks.AddRange(strategies
            .Where(strategy => strategy.Tries >= TriesThatTell && strategy.SuccessRate < 50)
            .Select(strategy => $"{strategy.Strategy} helped {strategy.Successes} of {strategy.Tries} times."));
        if (figures.FirstOrDefault(figure => figure.Name == "node-down") is { Value: > 0 and { } seconds })
        {
            remarks.Add($"The node was down for {KpiWords.Seconds(seconds)}; what the workers did then is unknown and in no figure.");
        }

        if (overlooked > 0)
        {
            remarks.Add($"More than {KpiLedger.MostWorkers} workers: {overlooked} events of the further ones are in no figure.");
        }

        if (remarks.Count == 0)
        {
            remarks.Add(workers.IsEmpty ? "No worker was seen in this period." : "Nothing stands out.");
        }

        return [.. remarks];
    }
}
