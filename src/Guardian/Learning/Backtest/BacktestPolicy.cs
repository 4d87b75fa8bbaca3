namespace Guardian.Learning.Backtest;

/// <summary>A way to choose plans that is tried on recorded incidents.</summary>
public abstract record BacktestPolicy
{
    private const string AlwaysPrefix = "always:";

    private BacktestPolicy() { }

    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Reads a policy's name.</summary>
    /// <param name="name"><c>thompson</c>, <c>mean</c>, <c>ladder</c> or <c>always:PLAN</c>.</param>
    /// <returns>The policy, or null when there is none of that name.</returns>
    public static BacktestPolicy? Parse(string name) => name switch
    {
        "thompson" => new Thompson(),
        "mean" => new Mean(),
        "ladder" => new Ladder(),
        _ when name.StartsWith(AlwaysPrefix, StringComparison.Ordinal) && name.Length > AlwaysPrefix.Length => new Always(name[AlwaysPrefix.Length..]),
        _ => null,
    };

    /// <summary>Knowledge with bounded Thompson sampling, as a node in act mode.</summary>
    public sealed record Thompson : BacktestPolicy
    {
        /// <inheritdoc/>
        public override string Name => "thompson";
    }

    /// <summary>Knowledge by expectation, as a node in recommend mode whose advice is always followed.</summary>
    public sealed record Mean : BacktestPolicy
    {
        /// <inheritdoc/>
        public override string Name => "mean";
    }

    /// <summary>No learning: the first plan; after a failure the next one for the same signature, after a cure or the last one the first again.</summary>
    /// <remarks>As Autopilot (Isard, SIGOPS OSR 41(2), 2007): cheapest first, and more when the trouble comes again.</remarks>
    public sealed record Ladder : BacktestPolicy
    {
        /// <inheritdoc/>
        public override string Name => "ladder";
    }

    /// <summary>Always the same plan; where it is not offered, the first of the ladder.</summary>
    /// <param name="Plan">Its id.</param>
    public sealed record Always(string Plan) : BacktestPolicy
    {
        /// <inheritdoc/>
        public override string Name => AlwaysPrefix + Plan;
    }
}
