using Guardian.Journal;
using Microsoft.Extensions.Logging;

namespace Guardian.Kpi;

/// <summary>What the KPI actor is given.</summary>
internal sealed record KpiSetup
{
    /// <summary>The journal as it is now; null while it is away.</summary>
    public required Func<IEventJournal?> Journal { get; init; }

    /// <summary>Why it is away, in words, or null.</summary>
    public required Func<string?> Trouble { get; init; }

    /// <summary>The node's clock.</summary>
    public required Clock Clock { get; init; }

    /// <summary>The targets.</summary>
    public required KpiOptions Options { get; init; }

    /// <summary>Time from one reading of the journal to the next.</summary>
    public required TimeSpan Interval { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Log { get; init; }
}
