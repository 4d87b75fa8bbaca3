namespace Guardian.Learning.Backtest;

/// <summary>What became of reading one line of a record.</summary>
public abstract record RecordedLine
{
    private RecordedLine() { }

    /// <summary>It is an incident.</summary>
    /// <param name="Incident">The incident.</param>
    public sealed record Good(RecordedIncident Incident) : RecordedLine;

    /// <summary>It is not.</summary>
    /// <param name="Problem">What is wrong, in words.</param>
    public sealed record Bad(string Problem) : RecordedLine;
}
