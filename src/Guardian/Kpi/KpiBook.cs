namespace Guardian.Kpi;

/// <summary>Hands questions to the KPI actor.</summary>
/// <param name="actor">The actor.</param>
internal sealed class KpiBook(IActorRef actor) : IKpiBook
{
    /// <summary>Longest wait: after a long time without snapshot the journal is read from its beginning.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(30);

    public async Task<KpiAnswer> AskAsync(KpiWindow window, CancellationToken stop)
    {
        try
        {
            return await actor.Ask<KpiAnswer>(new KpiActor.Report(window), s_longestWait, stop).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            // The reading goes on; the next question finds it done.
            return new KpiAnswer(null, $"the journal is still being read after {Wording.Duration(s_longestWait)}; ask again in a while");
        }
    }
}
