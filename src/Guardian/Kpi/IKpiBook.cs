namespace Guardian.Kpi;

/// <summary>Answers reports on the node's success.</summary>
public interface IKpiBook
{
    /// <summary>Reads on in the journal and makes a report.</summary>
    /// <param name="window">The period, ending now.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <returns>The report, or why there is none.</returns>
    Task<KpiAnswer> AskAsync(KpiWindow window, CancellationToken stop);
}
