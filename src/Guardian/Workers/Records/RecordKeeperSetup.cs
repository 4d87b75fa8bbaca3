using Guardian.Hosting;

using Microsoft.Extensions.Logging;

namespace Guardian.Workers.Records;

/// <summary>What the record keeper is given.</summary>
internal sealed record RecordKeeperSetup
{
    /// <summary>The open journal with what it held, or null when it could not be opened.</summary>
    public required OpenedJournal? Opened { get; init; }

    /// <summary>Why it could not be opened, in words.</summary>
    public required string? OpenProblem { get; init; }

    /// <summary>Tries again to open it; null when no store is configured, so that nothing is kept for one.</summary>
    public required Func<Task<OpenedJournal>>? Reopen { get; init; }

    /// <summary>Where the store's condition is shown.</summary>
    public required NodeBoard Board { get; init; }

    /// <summary>The node's clock.</summary>
    public required Clock Clock { get; init; }

    /// <summary>Which events are kept.</summary>
    public required RetentionOptions Retention { get; init; }

    /// <summary>The log.</summary>
    public required ILogger Log { get; init; }
}
